import type { Receiver } from '../../model/receiver.ts';
import { ingest, isStale } from './ingest.ts';
import { type LanesPorts, takeTurns } from './lane/lanes.ts';
import { decodeMessage, type NotifyMessage } from './messages/message.ts';
import { type Catalogue, signalOf } from './messages/signal.ts';

export interface NotifyPorts extends LanesPorts {
  readonly alarms: Catalogue;
}

interface CarriedMessage {
  readonly messageId: string;
  readonly body: string;
}

interface Decoded extends CarriedMessage {
  readonly message: NotifyMessage | undefined;
}

/**
 * Lets every message have its effect on the incidents, and then every receiver be told what it is to know by now.
 * Returns the messages that are to come again: those that are not ours, which thus reach the dead-letter queue, and
 * those for which the store was away. What is once an incident is not lost by whatever happens after.
 */
export async function notify(
  carried: readonly CarriedMessage[],
  remainingMs: number,
  ports: NotifyPorts,
): Promise<CarriedMessage[]> {
  const deadline = ports.clock.now() + remainingMs;
  const messages = carried.map((one) => ({ ...one, message: decodeMessage(one.body) }));
  const taken = await Promise.all(messages.map((one) => take(one, ports)));
  const receivers = concerned(messages, ports.receivers);
  await takeTurns(receivers, deadline, ports);
  return carried.filter((_one, index) => !taken[index]);
}

/** Who may have something to be told: those that a wake names, or all that we send to once an alarm has changed. */
function concerned(messages: readonly Decoded[], receivers: readonly Receiver[]): Receiver[] {
  const hasChange = messages.some(({ message }) => message?.type === 'change');
  const named = new Set(
    messages.flatMap(({ message }) => (message?.type === 'wake' ? message.receivers : [])),
  );
  return receivers.filter(({ isSent, name }) => isSent && (hasChange || named.has(name)));
}

/** Whether a message needs no more coming. */
async function take({ messageId, body, message }: Decoded, ports: NotifyPorts): Promise<boolean> {
  if (!message) {
    ports.log.error('a message in the notify queue is not ours', {
      messageId,
      bytes: Buffer.byteLength(body),
    });
    return false;
  }
  try {
    if (message.type === 'change') await takeChange(message, ports);
    return true;
  } catch (error) {
    ports.log.error('a message has to come again', { messageId, problem: (error as Error).message });
    return false;
  }
}

async function takeChange(
  { change, via, publishedAt }: Extract<NotifyMessage, { type: 'change' }>,
  ports: NotifyPorts,
): Promise<void> {
  const receivedAt = ports.clock.now();
  const signal = signalOf(change, ports.alarms, {
    ...(via !== undefined && { via }),
    ...(publishedAt !== undefined && { hops: { publishedAt, receivedAt } }),
  });
  if (!signal) return;
  if (!isStale(signal, receivedAt)) await ingest(signal, ports);
  else ports.log.warn('an alarm came too late to count', { alarm: signal.alarm, at: signal.at });
}
