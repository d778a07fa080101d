import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Untold } from '../sender.ts';

/** Whoever only says whether it was taken does so well within this. */
const MAX_ANSWER_BYTES = 65_536;

export interface Question {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal;
  /** How much of the answer is read. @default 65,536 */
  readonly maxBytes?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most `maxBytes`; what came of it when the connection broke. */
  readonly body: string;
}

/**
 * POSTs over a connection of its own and follows no redirect. Never rejects: an answer, or why there is none. As long
 * as there was no connection nothing was sent, so that nothing can have arrived.
 */
export function ask(question: Question): Promise<Answer | Untold> {
  const { url, headers = {}, body, signal, maxBytes = MAX_ANSWER_BYTES } = question;
  return new Promise((resolve) => {
    let wasSent = false;
    const fail = (error: unknown) =>
      resolve(unanswered(signal.aborted ? 'no answer in time' : faultOf(error), wasSent));
    try {
      const isSecure = new URL(url).protocol === 'https:';
      const request = (isSecure ? overHttps : overHttp)(url, {
        method: 'POST',
        headers: { 'user-agent': 'vedette', ...headers },
        agent: false, // a kept connection may be dead, and then nobody knows what arrived
        signal,
      });
      request.on('socket', (socket) =>
        socket.once(isSecure ? 'secureConnect' : 'connect', () => {
          wasSent = true;
        }),
      );
      request.on('response', (response) => void read(response, maxBytes).then(resolve));
      request.on('error', fail);
      request.end(body);
    } catch (error) {
      fail(error);
    }
  });
}

const unanswered = (problem: string, isUncertain: boolean): Untold => ({
  isTold: false,
  problem,
  isUncertain,
});

/** A code says what is wrong and quotes nothing. */
const faultOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error as Error).name ?? 'failed';

/** The status alone decides what became of it, so a body that breaks off is no failure. */
async function read(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  const chunks: Buffer[] = [];
  let room = maxBytes;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, room));
      room -= chunk.length;
      if (room <= 0) break;
    }
  } catch {
    // What came before it broke off is kept.
  }
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString() };
}
