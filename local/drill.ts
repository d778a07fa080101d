import type { Store } from '../functions/notify/store.ts';
import type { Clock } from '../functions/platform/clock.ts';
import type { Incident } from '../model/incident/incident.ts';
import type { Notice } from '../model/incident/notice.ts';
import type { Receiver } from '../model/receiver.ts';

/** The road that a drill takes: from the alarm's state to what the store says was told. */
export interface DrillRoad {
  /** CloudWatch's SetAlarmState. Rejects when it cannot be set. */
  readonly setState: (alarm: string, state: 'ALARM' | 'OK') => Promise<void>;
  readonly store: Store;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

/** One stretch of the road, and how long it took in milliseconds; `undefined` when the news did not come that far. */
export interface Hop {
  readonly name: string;
  readonly ms: number | undefined;
}

export interface Drilled {
  readonly receiver: string;
  readonly hops: readonly Hop[];
  /** What to look at, in one line; absent when all of the road was taken. */
  readonly problem?: string;
}

interface DrillOptions {
  /** How long to wait for each half, ALARM and OK. */
  readonly timeoutMs: number;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** How often the store is asked. */
const POLL_MS = 250;

export const drillAlarmOf = (receiver: string): string => `vedette/self/drill/${receiver}`;

/** Sends a marked test to one receiver over the whole road, and its end. Never rejects. */
export async function drill(receiver: Receiver, road: DrillRoad, options: DrillOptions): Promise<Drilled> {
  const told = await half(receiver, road, 'ALARM', options);
  const over = await half(receiver, road, 'OK', options);
  const problem = told.problem ?? over.problem;
  return { receiver: receiver.name, hops: [...told.hops, ...over.hops], ...(problem && { problem }) };
}

type Half = Omit<Drilled, 'receiver'>;

async function half(
  receiver: Receiver,
  road: DrillRoad,
  state: 'ALARM' | 'OK',
  { timeoutMs, signal }: DrillOptions,
): Promise<Half> {
  const { clock } = road;
  const from = clock.now();
  try {
    await road.setState(drillAlarmOf(receiver.name), state);
  } catch (error) {
    return { hops: [], problem: `the alarm's state cannot be set: ${(error as Error).message}` };
  }
  let seen: Seen = {};
  while (!signal.aborted && clock.now() - from < timeoutMs && !isThere(seen, receiver)) {
    await clock.sleep(POLL_MS, signal);
    seen = state === 'ALARM' ? await begun(receiver, road, from) : await ended(receiver, road, from);
  }
  return report(seen, { receiver, state, from });
}

/** When the news was at each place, epoch milliseconds. */
interface Seen {
  readonly publishedAt?: number | undefined;
  readonly receivedAt?: number | undefined;
  readonly toldAt?: number | undefined;
  /** Why the last send failed. */
  readonly problem?: string | undefined;
}

const isThere = ({ receivedAt, toldAt }: Seen, { isSent }: Receiver): boolean =>
  (isSent ? toldAt : receivedAt) !== undefined;

async function begun({ name }: Receiver, { store }: DrillRoad, from: number): Promise<Seen> {
  const incident = await incidentOf(name, store, from);
  if (!incident) return {};
  const notices = await store.list<Notice>(`notices/${name}`);
  const notice = notices.find(({ value }) => value.entries.some(({ id }) => id === incident.id))?.value;
  return { ...incident.hops, toldAt: notice?.toldAt, problem: notice?.pending?.problem };
}

async function ended({ name }: Receiver, { store }: DrillRoad, from: number): Promise<Seen> {
  const incident = await incidentOf(name, store, from);
  if (incident?.state !== 'resolved') return {};
  const [open, closed] = await Promise.all([
    store.list<Notice>(`notices/${name}`),
    store.list<Notice>(`history/${name}`),
  ]);
  const isOurs = ({ value }: { value: Notice }) => value.entries.some(({ id }) => id === incident.id);
  const toldAt = closed.find(isOurs)?.value.toldAt;
  return { ...incident.hops, toldAt, problem: open.find(isOurs)?.value.pending?.problem };
}

/** The incident of this drill, not of an earlier one. */
async function incidentOf(receiver: string, store: Store, from: number): Promise<Incident | undefined> {
  const kept = await store.get<Incident>('incidents', drillAlarmOf(receiver));
  return kept && kept.value.changedAt >= from ? kept.value : undefined;
}

/** What each stretch ends at, and what to look at when nothing came there. */
const ROAD = [
  ['publishedAt', 'alarm to SNS', "the alarm's history in CloudWatch, and the topic's key"],
  ['receivedAt', 'SNS to notifier', 'the notify queue and its dead letters'],
  ['toldAt', 'notifier to receiver', 'the log of the notify function'],
] as const;

function report(
  seen: Seen,
  { receiver, state, from }: { receiver: Receiver; state: string; from: number },
): Half {
  const stretches = receiver.isSent ? ROAD : ROAD.slice(0, 2);
  let before: number | undefined = from;
  const hops = stretches.map(([place, name]): Hop => {
    const at = seen[place];
    const ms = at === undefined || before === undefined ? undefined : Math.max(0, at - before);
    before = at ?? before;
    return { name: `${state}: ${name}`, ms };
  });
  const missing = stretches.find(([place]) => seen[place] === undefined);
  if (!missing) return { hops };
  const why = seen.problem ? `: ${seen.problem}` : `; look at ${missing[2]}`;
  return { hops, problem: `${state} did not come from ${missing[1]} in time${why}` };
}
