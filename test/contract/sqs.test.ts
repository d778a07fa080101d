import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendAll } from '../../functions/platform/send.ts';
import { connectSqs, type SqsPort } from '../../functions/platform/sqs.ts';
import { hasMoto, onMoto, startMoto } from '../emulator/moto.ts';
import { FakeSqs } from '../fakes/sqs.ts';

/** An SQS to hold to the contract. */
interface Subject {
  readonly sqs: SqsPort;
  readonly makeQueue: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

async function fake(): Promise<Subject> {
  return { sqs: new FakeSqs(), makeQueue: async (name) => `https://sqs/${name}`, stop: async () => {} };
}

async function moto(): Promise<Subject> {
  const emulator = await startMoto();
  Object.assign(process.env, emulator.env);
  const { CreateQueueCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const client = new SQSClient();
  return {
    sqs: await connectSqs(),
    makeQueue: async (QueueName) => (await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '',
    stop: emulator.stop,
  };
}

const bodies = (count: number, bytes = 10) =>
  Array.from({ length: count }, (_, index) => ({ body: String(index).padStart(bytes, '.') }));

function contract(start: () => Promise<Subject>): void {
  let subject: Subject;
  beforeAll(async () => {
    subject = await start();
  }, 40_000);
  afterAll(async () => subject?.stop());

  const countIn = async (QueueUrl: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await subject.sqs.getQueueAttributes({ QueueUrl, AttributeNames });
    return Number(Attributes?.ApproximateNumberOfMessages);
  };

  test.each([
    ['fewer than a call holds', 3, 10],
    ['more than a call holds', 25, 10],
    ['large ones, more bytes than a call holds', 9, 262_144],
  ])('%s: every message arrives', async (name, count, bytes) => {
    const queueUrl = await subject.makeQueue(name.replaceAll(/\W/g, '-'));
    expect(await sendAll({ sqs: subject.sqs, queueUrl, messages: bodies(count, bytes) })).toEqual([]);
    expect(await countIn(queueUrl)).toBe(count);
  });

  const entriesOf = (count: number, bytes: number) =>
    bodies(count, bytes).map(({ body }, index) => ({ Id: String(index), MessageBody: body }));

  test.each([
    ['no message', 0, 10],
    ['eleven messages', 11, 10],
    ['more than 1 MiB', 5, 262_144],
  ])('%s in one call is refused as a whole', async (name, count, bytes) => {
    const QueueUrl = await subject.makeQueue(name.replaceAll(/\W/g, '-'));
    const refused = subject.sqs.sendMessageBatch({ QueueUrl, Entries: entriesOf(count, bytes) });
    await expect(refused).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect(await countIn(QueueUrl)).toBe(0);
  });
}

describe('the fake', () => contract(fake));
describe.skipIf(!hasMoto)(onMoto('moto, through the real client'), () => contract(moto));
