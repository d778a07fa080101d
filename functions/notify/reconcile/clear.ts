import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice } from '../../../model/incident/notice.ts';
import type { Receiver } from '../../../model/receiver.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { REMEMBER_MS } from '../ingest.ts';
import type { Store } from '../store.ts';

interface ClearPorts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly receivers: readonly Receiver[];
}

/** Removes what is of no use any more. Throws when the store is away. */
export async function clear(ports: ClearPorts): Promise<void> {
  await clearLanes(ports);
  await clearIncidents(ports);
}

/** Of receivers that are told no more: nobody will ever tell them how it ended. */
async function clearLanes({ store, log, receivers }: ClearPorts): Promise<void> {
  const told = new Set(receivers.filter(({ isSent }) => isSent).map(({ name }) => name));
  for (const lane of await store.list('lanes')) {
    if (told.has(lane.id)) continue;
    const notices = await store.list(`notices/${lane.id}`);
    log.warn('a receiver is gone; what it was told is forgotten', {
      receiver: lane.id,
      notices: notices.length,
    });
    for (const { id, version } of notices) await store.remove(`notices/${lane.id}`, id, version);
    await store.remove('lanes', lane.id, lane.version);
  }
}

/** Those that are over, and that nobody has to be told of any more. */
async function clearIncidents({ store, clock, receivers }: ClearPorts): Promise<void> {
  const open = await Promise.all(receivers.map(({ name }) => store.list<Notice>(`notices/${name}`)));
  const needed = new Set(open.flat().flatMap(({ value }) => value.entries.map(({ id }) => id)));
  const until = clock.now() - REMEMBER_MS;
  for (const { id, version, value } of await store.list<Incident>('incidents')) {
    const isOver = value.state === 'resolved' && value.changedAt < until;
    if (isOver && !needed.has(value.id)) await store.remove('incidents', id, version);
  }
}
