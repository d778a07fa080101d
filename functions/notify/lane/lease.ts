import type { Failing } from '../../../model/incident/view.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Store } from '../store.ts';

/** How long a turn may hold a lane. A notifier that is killed in its turn holds it no longer. */
export const LEASE_MS = 30_000;

/** What is known of a lane: one receiver, told by one notifier at a time. */
export interface Lane {
  /** Until when a turn is under way, epoch milliseconds; in the past when none is. */
  readonly leasedUntil: number;
  /** Nothing is sent before: the receiver's pace, or what it asked for. Epoch milliseconds. */
  readonly notBefore: number;
  /** For when a wake is under way, epoch milliseconds. */
  readonly wakeAt?: number;
  /** What could not be told; absent while all is well. */
  readonly failing?: Failing;
}

/** The right to take a turn, until it ends or is given back. */
export interface Lease {
  readonly receiver: string;
  readonly lane: Lane;
  readonly version: number;
}

interface LeasePorts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
}

/** Takes a lane's lease; `undefined` when somebody else has it. */
export async function takeLease(receiver: string, { store, clock }: LeasePorts): Promise<Lease | undefined> {
  const kept = await store.get<Lane>('lanes', receiver);
  const now = clock.now();
  if (kept && kept.value.leasedUntil > now) return undefined;
  const lane: Lane = { notBefore: 0, ...kept?.value, leasedUntil: now + LEASE_MS };
  const version = kept?.version ?? 0;
  const isTaken = await store.put('lanes', receiver, lane, { version });
  return isTaken ? { receiver, lane, version: version + 1 } : undefined;
}

/** Gives a lease back with what is known by now; `false` when somebody else has taken it in between. */
export const giveBack = ({ receiver, version }: Lease, lane: Omit<Lane, 'leasedUntil'>, store: Store) =>
  store.put<Lane>('lanes', receiver, { ...lane, leasedUntil: 0 }, { version });
