import type { Log } from '../../platform/log.ts';
import { MAX_AGE_MS } from './limits.ts';
import { countOf, type Entry } from './merge.ts';
import { type PutOptions, put } from './put.ts';
import { decodeSpooled } from './spool.ts';

export interface FlushOptions extends PutOptions {
  readonly log: Log;
}

interface SpooledMessage {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Delivers what the spool kept. Returns the messages that must stay in the queue: those that CloudWatch still does
 * not take, and those that are not ours, which thus reach the dead-letter queue. Nothing is spooled again.
 */
export async function flush(
  messages: readonly SpooledMessage[],
  options: FlushOptions,
): Promise<SpooledMessage[]> {
  const stay = await Promise.all(
    messages.map(async (message) => ((await isDone(message, options)) ? [] : [message])),
  );
  return stay.flat();
}

async function isDone({ messageId, body }: SpooledMessage, options: FlushOptions): Promise<boolean> {
  const { log, clock } = options;
  const entries = decodeSpooled(body);
  if (!entries) {
    log.error('a message in the spool is not ours', { messageId, bytes: Buffer.byteLength(body) });
    return false;
  }
  const isYoung = ({ Timestamp }: Entry) => clock.now() - Timestamp.getTime() <= MAX_AGE_MS;
  const { pending, refused, problem } = await put(entries.filter(isYoung), options);
  const lost = countOf(refused) + countOf(entries.filter((entry) => !isYoung(entry)));
  if (lost > 0) log.error('spooled datapoints are lost', { messageId, lost, problem });
  if (pending.length > 0) log.warn('spooled datapoints wait on', { messageId, problem });
  return pending.length === 0;
}
