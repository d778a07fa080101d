import { keyOf, type Signal } from '../../model/incident/incident.ts';
import type { Receiver } from '../../model/receiver.ts';
import { type AlarmNow, type AlarmStatePorts, alarmsNamed } from './alarm-states.ts';
import { explain, partsOf } from './explain.ts';
import { ingestAll, isStale } from './ingest.ts';
import { type LanesPorts, takeTurns } from './lane/lanes.ts';
import { decodeMessage, type NotifyMessage } from './messages/message.ts';
import { type Catalogue, signalOf } from './messages/signal.ts';

export interface NotifyPorts extends LanesPorts, AlarmStatePorts {
  readonly alarms: Catalogue;
}

interface CarriedMessage {
  readonly messageId: string;
  readonly body: string;
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
  const read = carried.map((one) => readMessage(one, ports));
  const states = await statesOfParts(read, ports);
  const counting = read.flatMap((one) => countingSignal(one, ports));
  const untaken = await takeAll(
    counting.map((signal) => explain(signal, states, ports.alarms)),
    ports,
  );
  await takeTurns(concerned(read, ports.receivers), deadline, ports);
  return read
    .filter(({ message, signal }) => !message || (signal && untaken.has(keyOf(signal))))
    .map(({ messageId, body }) => ({ messageId, body }));
}

interface Read extends CarriedMessage {
  /** `undefined` when it is not ours. */
  readonly message: NotifyMessage | undefined;
  /** `undefined` when it says nothing that anybody is told. */
  readonly signal: Signal | undefined;
}

function readMessage(carried: CarriedMessage, { alarms, clock }: NotifyPorts): Read {
  const message = decodeMessage(carried.body);
  if (message?.type !== 'change') return { ...carried, message, signal: undefined };
  const { change, via, publishedAt } = message;
  const signal = signalOf(change, alarms, {
    ...(via !== undefined && { via }),
    ...(publishedAt !== undefined && { hops: { publishedAt, receivedAt: clock.now() } }),
  });
  return { ...carried, message, signal };
}

/** What a message waits for at most to learn why a composite fires. */
const PARTS_MS = 2_000;

/** The states of what the composites among the messages are made of; none when CloudWatch does not say in time. */
async function statesOfParts(
  messages: readonly Read[],
  ports: NotifyPorts,
): Promise<ReadonlyMap<string, AlarmNow>> {
  const firing = messages.flatMap(({ signal }) => (signal?.state === 'ALARM' ? [signal.alarm] : []));
  const parts = [...new Set(firing.flatMap((name) => partsOf(name, ports.alarms)))];
  if (parts.length === 0) return new Map();
  return alarmsNamed(parts, ports, PARTS_MS).catch((error: unknown) => {
    ports.log.warn('why a composite fires is not known', { problem: (error as Error).message });
    return new Map();
  });
}

/** What a message says that counts; nothing when it is not ours, says nothing or comes too late. */
function countingSignal({ messageId, body, message, signal }: Read, { log, clock }: NotifyPorts): Signal[] {
  if (!message) {
    log.error('a message in the notify queue is not ours', { messageId, bytes: Buffer.byteLength(body) });
    return [];
  }
  if (!signal) return [];
  if (!isStale(signal, clock.now())) return [signal];
  log.warn('an alarm came too late to count', { alarm: signal.alarm, at: signal.at });
  return [];
}

/** Lets all signals have their effect, those of one incident together. Returns the keys of those that had none. */
async function takeAll(signals: readonly Signal[], ports: NotifyPorts): Promise<ReadonlySet<string>> {
  const byKey = new Map<string, Signal[]>();
  for (const signal of signals) {
    const same = byKey.get(keyOf(signal));
    if (same) same.push(signal);
    else byKey.set(keyOf(signal), [signal]);
  }
  const untaken = new Set<string>();
  const take = async ([key, same]: readonly [string, readonly Signal[]]) => {
    try {
      await ingestAll(key, same, ports);
    } catch (error) {
      untaken.add(key);
      const problem = (error as Error).message;
      ports.log.error('messages have to come again', { key, messages: same.length, problem });
    }
  };
  await Promise.all([...byKey].map(take));
  return untaken;
}

/** Who may have something to be told: those that a wake names, or all that we send to once an alarm has changed. */
function concerned(messages: readonly Read[], receivers: readonly Receiver[]): Receiver[] {
  const hasChange = messages.some(({ message }) => message?.type === 'change');
  const named = new Set(
    messages.flatMap(({ message }) => (message?.type === 'wake' ? message.receivers : [])),
  );
  return receivers.filter(({ isSent, name }) => isSent && (hasChange || named.has(name)));
}
