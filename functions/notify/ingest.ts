import { ALARM_PREFIX } from '../../model/alarm/alarm.ts';
import { applySignal, gone, type Incident, keyOf, type Signal } from '../../model/incident/incident.ts';
import type { Clock } from '../platform/clock.ts';
import type { Store } from './store.ts';

/** How long it is remembered that an incident is over: an ALARM from before that is stale by then. */
export const REMEMBER_MS = 3_600_000;

/** Reconcile clears what is over; the store's own clearing comes long after it, in case it does not. */
const FORGET_MS = 7 * 86_400_000;

/** How long past incidents and notices are kept. */
export const HISTORY_MS = 30 * 86_400_000;

/** Writers of one incident at once: the topics of its receivers, and reconcile. */
const TRIES = 10;

export interface IncidentPorts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
}

/** Somebody else kept writing the same value. */
export class Contended extends Error {
  override readonly name = 'Contended';
}

/**
 * Whether a message brings an ALARM that comes too late to count. Reconcile, which sees what is so now, heals it; not
 * one that is none of ours, for which a late page is better than none.
 */
export const isStale = ({ alarm, state, at }: Signal, now: number): boolean =>
  state === 'ALARM' && at < now - REMEMBER_MS && alarm.startsWith(ALARM_PREFIX);

/** Lets a signal have its effect, however many do so at once. Throws when the store is away, and `Contended`. */
export const ingest = (signal: Signal, ports: IncidentPorts): Promise<void> =>
  ingestAll(keyOf(signal), [signal], ports);

/**
 * Lets signals of one key have their effect, in the order in which they came, with one write: the same change comes by
 * the topic of each receiver. Throws as `ingest` does.
 */
export const ingestAll = (key: string, signals: readonly Signal[], ports: IncidentPorts): Promise<void> =>
  change(key, (incident) => applyAll(incident, signals), ports);

/** What an incident becomes. */
interface Change {
  readonly incident: Incident | undefined;
  /** How the one that there was ended, when its alarm has begun to fire anew since. */
  readonly past?: Incident;
}

function applyAll(kept: Incident | undefined, signals: readonly Signal[]): Change {
  let incident = kept;
  let past: Incident | undefined;
  for (const signal of signals) {
    const next = applySignal(incident, signal);
    if (incident && incident.id === kept?.id && next?.id !== incident.id) past = incident;
    incident = next;
  }
  return { incident, ...(past && { past }) };
}

/** Ends an incident whose alarm is not there any more. Throws as `ingest` does. */
export const ingestGone = ({ key, id }: Incident, ports: IncidentPorts): Promise<void> =>
  change(
    key,
    (incident) => ({
      incident:
        incident?.id === id && incident.state === 'firing' ? gone(incident, ports.clock.now()) : incident,
    }),
    ports,
  );

/** Lets an incident that began without data fire for values, once it does. Throws as `ingest` does. */
export const ingestValues = (
  { key, id }: Incident,
  { reason, cause }: Pick<Signal, 'reason' | 'cause'>,
  ports: IncidentPorts,
): Promise<void> =>
  change(
    key,
    (incident) => ({
      incident:
        incident?.id === id && incident.cause === 'missing' && cause === 'breached'
          ? { ...incident, reason, cause }
          : incident,
    }),
    ports,
  );

async function change(
  key: string,
  next: (incident: Incident | undefined) => Change,
  { store, clock }: IncidentPorts,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const kept = await store.get<Incident>('incidents', key);
    const { incident, past } = next(kept?.value);
    if (incident === undefined || incident === kept?.value) return;
    if (past) await remember(past, store, clock.now());
    const expiry = incident.state === 'resolved' ? { expiresAt: clock.now() + FORGET_MS } : {};
    if (await store.put('incidents', key, incident, { version: kept?.version ?? 0, ...expiry })) return;
  }
  throw new Contended(`the incident ${key} was changed by others ${TRIES} times in a row`);
}

/** The shelf of incidents whose alarm has begun to fire anew: somebody may yet have to be told how they ended. */
export const PAST_INCIDENTS = 'history/incidents';

async function remember(incident: Incident, store: Store, now: number): Promise<void> {
  await store.put(PAST_INCIDENTS, incident.id, incident, { version: 0, expiresAt: now + HISTORY_MS });
}
