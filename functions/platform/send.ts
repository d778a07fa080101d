import { cut } from './cut.ts';
import type { SqsPort } from './sqs.ts';

/** SendMessageBatch: at most 10 messages, together at most 1 MiB (SQS API reference). */
const MAX_MESSAGES = 10;
const MAX_BATCH_BYTES = 1_048_576;

/** How often what SQS took only in part is offered. */
const TRIES = 2;

export interface Message {
  readonly body: string;
  /** 0 to 900. @default 0 */
  readonly delaySeconds?: number;
}

interface SendOptions {
  readonly sqs: SqsPort;
  readonly queueUrl: string;
  readonly messages: readonly Message[];
  readonly signal?: AbortSignal;
}

/** A message that SQS did not take, and why. */
export interface Unsent<M extends Message = Message> {
  readonly message: M;
  readonly problem: string;
}

/**
 * Sends messages in as few calls as the limits allow. What a call took only in part is offered once more. Never
 * throws: returns what was not taken.
 */
export async function sendAll<M extends Message>(
  options: SendOptions & { readonly messages: readonly M[] },
): Promise<Unsent<M>[]> {
  const unsent = await Promise.all(inCalls(options.messages).map((call) => send(call, options)));
  return unsent.flat();
}

const inCalls = <M extends Message>(messages: readonly M[]): M[][] =>
  cut(messages, {
    count: MAX_MESSAGES,
    bytes: MAX_BATCH_BYTES,
    sizeOf: ({ body }) => Buffer.byteLength(body),
  });

async function send<M extends Message>(call: readonly M[], options: SendOptions): Promise<Unsent<M>[]> {
  let unsent = call.map((message) => ({ message, problem: 'not sent' }));
  for (let tries = 0; tries < TRIES && unsent.length > 0; tries++) unsent = await sendOnce(unsent, options);
  return unsent;
}

async function sendOnce<M extends Message>(
  unsent: readonly Unsent<M>[],
  { sqs, queueUrl, signal }: SendOptions,
): Promise<Unsent<M>[]> {
  const Entries = unsent.map(({ message }, index) => ({
    Id: String(index),
    MessageBody: message.body,
    DelaySeconds: message.delaySeconds ?? 0,
  }));
  try {
    const { Failed = [] } = await sqs.sendMessageBatch({ QueueUrl: queueUrl, Entries }, signal);
    const failed = new Map(Failed.map(({ Id, Code, Message }) => [Id, `${Code}: ${Message}`]));
    return unsent.flatMap(({ message }, index) => {
      const problem = failed.get(String(index));
      return problem === undefined ? [] : [{ message, problem }];
    });
  } catch (error) {
    const problem = ((signal?.aborted ? signal.reason : error) as Error).message;
    return unsent.map(({ message }) => ({ message, problem }));
  }
}
