import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryLog } from '../../test/fakes/log.ts';
import { type Carried, LocalQueue } from './queue.ts';

const queues: LocalQueue[] = [];
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close();
});

type Take = (batch: readonly Carried[]) => Promise<readonly Carried[]>;

/** A queue, and the batches that were taken of it. */
function queueOf({ gatherMs = 0, take = async () => [] }: { gatherMs?: number; take?: Take } = {}) {
  const batches: string[][] = [];
  const log = memoryLog();
  const queue = new LocalQueue({
    gatherMs: () => gatherMs,
    take: (batch) => {
      batches.push(batch.map(({ body }) => body));
      return take(batch);
    },
    log,
  });
  queues.push(queue);
  const wake = (body: string, DelaySeconds: number) =>
    queue.sendMessageBatch({ QueueUrl: 'q', Entries: [{ Id: '1', MessageBody: body, DelaySeconds }] });
  const deadLetters = async () =>
    (await queue.getQueueAttributes({ QueueUrl: 'q' })).Attributes?.ApproximateNumberOfMessages;
  return { queue, batches, wake, deadLetters, log };
}

describe('the local queue', () => {
  it('gathers what is sent within the window into one batch', async () => {
    const { queue, batches } = queueOf({ gatherMs: 50 });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    await expect.poll(() => batches).toEqual([['a', 'b', 'c']]);
    queue.send('d');
    await expect.poll(() => batches.length).toBe(2);
  });

  it('takes a batch that is full before its window ends', async () => {
    const { queue, batches } = queueOf({ gatherMs: 60_000 });
    for (let index = 0; index < 501; index++) queue.send(String(index));
    await expect.poll(() => batches.map((batch) => batch.length)).toEqual([500]);
  });

  it('hands out each message by itself where nothing is gathered', async () => {
    const { queue, batches } = queueOf();
    queue.send('a');
    queue.send('b');
    await expect.poll(() => batches).toEqual([['a'], ['b']]);
  });

  it('hands out a wake after its delay, and does not gather it', async () => {
    const { batches, wake } = queueOf({ gatherMs: 60_000 });
    await wake('later', 1);
    await wake('now', 0);
    await expect.poll(() => batches).toEqual([['now']]);
    await expect.poll(() => batches, { timeout: 2_000 }).toEqual([['now'], ['later']]);
  });

  it('a batch that takes long delays no other one, and five at once are the most', async () => {
    const held: (() => void)[] = [];
    const take: Take = () => new Promise((resolve) => held.push(() => resolve([])));
    const { queue, batches } = queueOf({ take });
    for (let index = 0; index < 7; index++) queue.send(String(index));
    await delay(20);
    expect(batches).toHaveLength(5);
    held[0]?.();
    await expect.poll(() => batches).toHaveLength(6);
    for (const release of held) release();
    await expect.poll(() => batches).toHaveLength(7);
    for (const release of held) release();
  });

  it('a message that was not taken comes again, alone', async () => {
    let isFirst = true;
    const take: Take = async (batch) => {
      const again = isFirst ? batch.slice(0, 1) : [];
      isFirst = false;
      return again;
    };
    const { queue, batches } = queueOf({ gatherMs: 20, take });
    queue.send('a');
    queue.send('b');
    await expect.poll(() => batches, { timeout: 3_000 }).toEqual([['a', 'b'], ['a']]);
  });

  it('a message that breaks its consumer five times is a dead letter', { timeout: 10_000 }, async () => {
    const { queue, batches, deadLetters, log } = queueOf({ take: () => Promise.reject(new Error('no')) });
    queue.send('a');
    expect(await deadLetters()).toBe('0');
    await expect.poll(deadLetters, { timeout: 8_000 }).toBe('1');
    expect(batches).toHaveLength(5);
    expect(log.lines).toHaveLength(5);
  });

  it('closes when what was handed out is taken, and hands out nothing more', async () => {
    let isDone = false;
    const take: Take = async () => {
      await delay(50);
      isDone = true;
      return [];
    };
    const { queue, batches, wake } = queueOf({ take });
    queue.send('a');
    await wake('later', 1);
    await queue.close();
    expect(isDone).toBe(true);
    await delay(1_100);
    expect(batches).toEqual([['a']]);
  });
});
