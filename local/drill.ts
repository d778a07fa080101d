import type { Store } from '../functions/notify/store.ts';
import type { Clock } from '../functions/platform/clock.ts';
import { drillAlarmOf } from '../model/alarm/drill-alarms.ts';
import type { Incident } from '../model/incident/incident.ts';
import { type Notice, noticeIdOf } from '../model/incident/notice.ts';
import type { Receiver } from '../model/receiver.ts';

type DrillState = 'ALARM' | 'OK';

/** The road that a drill takes: from the alarm's state to what the store says was told. */
export interface DrillRoad {
  /** CloudWatch's SetAlarmState. Rejects when it cannot be set. */
  readonly setState: (alarm: string, state: DrillState) => Promise<void>;
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

/** Sends a marked test to one receiver over the whole road, and its end. Never rejects. */
export async function drill(receiver: Receiver, road: DrillRoad, options: DrillOptions): Promise<Drilled> {
  try {
    return { receiver: receiver.name, ...(await both({ receiver, road, options })) };
  } catch (error) {
    return { receiver: receiver.name, hops: [], problem: problemOf(error) };
  }
}

const problemOf = (error: unknown): string =>
  error instanceof NotSet
    ? error.message
    : `the notifier's table cannot be read: ${(error as Error).message}`;

interface Course {
  readonly receiver: Receiver;
  readonly road: DrillRoad;
  readonly options: DrillOptions;
}

type Half = Omit<Drilled, 'receiver'>;

async function both(course: Course): Promise<Half> {
  const before = await lastIncident(course);
  if (before?.state === 'firing')
    return { hops: [], problem: 'an earlier drill is not over yet; try again in two minutes' };
  // By id and not by time: CloudWatch and whoever drills have clocks of their own.
  const earlier = new Set(before && [before.id]);
  const told = await half('ALARM', earlier, course);
  const over = await half('OK', earlier, course);
  const problem = told.problem ?? over.problem;
  return { hops: [...told.hops, ...over.hops], ...(problem && { problem }) };
}

/** Sets the alarm's state and waits until it is told. `earlier`: ids of incidents that are none of this drill's. */
async function half(state: DrillState, earlier: Set<string>, course: Course): Promise<Half> {
  const { clock } = course.road;
  const { timeoutMs, signal } = course.options;
  const until = clock.now() + timeoutMs;
  let from = await set(state, course);
  let seen: Seen = {};
  while (!signal.aborted && clock.now() < until && !isThere(seen, course.receiver)) {
    await clock.sleep(POLL_MS, signal);
    seen = await look(state, earlier, course);
    if (seen.takenBack === undefined) continue;
    earlier.add(seen.takenBack);
    from = await set(state, course);
  }
  return report(seen, { receiver: course.receiver, state, from });
}

/** CloudWatch did not take the state. */
class NotSet extends Error {
  override readonly name = 'NotSet';
}

/** Returns when it was set. Throws `NotSet`. */
async function set(state: DrillState, { receiver, road }: Course): Promise<number> {
  const from = road.clock.now();
  try {
    await road.setState(drillAlarmOf(receiver.name), state);
  } catch (cause) {
    throw new NotSet(`the alarm's state cannot be set: ${(cause as Error).message}`, { cause });
  }
  return from;
}

/** When the news was at each place, epoch milliseconds. */
interface Seen {
  readonly publishedAt?: number | undefined;
  readonly receivedAt?: number | undefined;
  readonly toldAt?: number | undefined;
  /** Why the last send failed. */
  readonly problem?: string | undefined;
  /** The incident's id, when CloudWatch took the alarm back before anybody could be told: it is as if it never was. */
  readonly takenBack?: string;
}

const isThere = ({ receivedAt, toldAt }: Seen, { isSent }: Receiver): boolean =>
  (isSent ? toldAt : receivedAt) !== undefined;

async function look(state: DrillState, earlier: ReadonlySet<string>, course: Course): Promise<Seen> {
  const incident = await lastIncident(course);
  if (!incident || earlier.has(incident.id)) return {};
  const isOver = incident.state === 'resolved';
  if (state === 'OK' && !isOver) return {};
  const { open, closed } = await noticesOf(incident, course);
  if (state === 'ALARM' && isOver && !open && !closed && course.receiver.isSent)
    return { takenBack: incident.id };
  // CloudWatch may have taken the alarm back right after: then its end was told as well.
  const toldAt = state === 'ALARM' ? (open ?? closed)?.toldAt : closed?.toldAt;
  return { ...incident.hops, toldAt, problem: open?.pending?.problem };
}

async function lastIncident({ receiver, road }: Course): Promise<Incident | undefined> {
  return (await road.store.get<Incident>('incidents', drillAlarmOf(receiver.name)))?.value;
}

async function noticesOf({ id }: Incident, { receiver: { name }, road: { store } }: Course) {
  const notice = noticeIdOf(id, name);
  const [open, closed] = await Promise.all([
    store.get<Notice>(`notices/${name}`, notice),
    store.get<Notice>(`history/${name}`, notice),
  ]);
  return { open: open?.value, closed: closed?.value };
}

/** What each stretch ends at, and what to look at when nothing came there. */
const ROAD = [
  ['publishedAt', 'alarm to SNS', "the alarm's history in CloudWatch, and the topic's key"],
  ['receivedAt', 'SNS to notifier', 'the notify queue and its dead letters'],
  ['toldAt', 'notifier to receiver', 'the log of the notify function'],
] as const;

function report(
  seen: Seen,
  { receiver, state, from }: { receiver: Receiver; state: DrillState; from: number },
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
