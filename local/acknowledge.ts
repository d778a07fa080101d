import type { Store } from '../functions/notify/store.ts';
import type { Incident } from '../model/incident/incident.ts';

/**
 * Acknowledges an incident: it is told to all who were told of it, and stops reminders and escalations until the alarm
 * fires anew. `undefined` when it does not fire. Throws the store's errors.
 */
export async function acknowledge(
  key: string,
  acknowledged: NonNullable<Incident['acknowledged']>,
  store: Store,
): Promise<Incident | undefined> {
  // The notifier may write it at the same time: then it is read again.
  for (;;) {
    const kept = await store.get<Incident>('incidents', key);
    if (kept?.value.state !== 'firing') return undefined;
    const incident: Incident = { ...kept.value, acknowledged };
    if (await store.put('incidents', key, incident, { version: kept.version })) return incident;
  }
}
