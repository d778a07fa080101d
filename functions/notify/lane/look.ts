import { type Decision, decide } from '../../../model/incident/decide.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice } from '../../../model/incident/notice.ts';
import type { Failing } from '../../../model/incident/view.ts';
import type { Receiver } from '../../../model/receiver.ts';
import type { Routing } from '../../../model/route/route.ts';
import type { Clock } from '../../platform/clock.ts';
import { HISTORY_MS } from '../ingest.ts';
import type { Kept, Store } from '../store.ts';
import type { Lane } from './lease.ts';

export interface LookPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly routing: Routing;
  /** All that there are. */
  readonly receivers: readonly Receiver[];
}

/** Everything that decides what a receiver is told now, and what was decided. */
export interface Look {
  readonly decision: Decision;
  /** The receiver's, by id; kept up to date by who tells. */
  readonly notices: Map<string, Kept<Notice>>;
  /** By id. */
  readonly incidents: ReadonlyMap<string, Incident>;
}

/** Reads all that decides, and decides. Throws when the store is away. */
export async function look(receiver: Receiver, ports: LookPorts): Promise<Look> {
  const { store, clock, routing } = ports;
  const [incidents, kept, lanes] = await Promise.all([
    store.list<Incident>('incidents'),
    store.list<Notice>(`notices/${receiver.name}`),
    store.list<Lane>('lanes'),
  ]);
  // A turn was cut off before it could archive these.
  for (const notice of kept) if (isOver(notice.value)) await archive(notice, ports);
  const notices = kept.filter(({ value }) => !isOver(value));
  const decision = decide({
    receiver: receiver.name,
    now: clock.now(),
    incidents: incidents.map(({ value }) => value),
    notices: notices.map(({ value }) => value),
    routing,
    failing: failingBefore(receiver, lanes, ports.receivers),
  });
  return {
    decision,
    notices: new Map(notices.map((notice) => [notice.id, notice])),
    incidents: new Map(incidents.map(({ value }) => [value.id, value])),
  };
}

/** The receivers whose fallback this one is, as far as they fail. */
function failingBefore(
  { name }: Receiver,
  lanes: readonly Kept<Lane>[],
  receivers: readonly Receiver[],
): Record<string, Failing> {
  const before = new Set(receivers.filter(({ fallback }) => fallback === name).map((one) => one.name));
  return Object.fromEntries(
    lanes.flatMap(({ id, value: { failing } }) => (failing && before.has(id) ? [[id, failing]] : [])),
  );
}

/** Whether the receiver knows that all of it is over. */
export const isOver = ({ pending, toldAt, entries }: Notice): boolean =>
  !pending && toldAt !== undefined && entries.every(({ state }) => state === 'resolved');

/** Makes a notice that is over history. */
export async function archive(
  { id, version, value }: Kept<Notice>,
  { store, clock }: Pick<LookPorts, 'store' | 'clock'>,
): Promise<void> {
  const expiresAt = clock.now() + HISTORY_MS;
  await store.put(`history/${value.receiver}`, id, value, { version: 0, expiresAt });
  await store.remove(`notices/${value.receiver}`, id, version);
}
