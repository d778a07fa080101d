import type { Incident } from '../../../model/incident/incident.ts';
import { type AlarmNow, type AlarmStatePorts, alarmsInAlarm, alarmsNamed } from '../alarm-states.ts';
import { explain } from '../explain.ts';
import { ingest, ingestGone, ingestValues } from '../ingest.ts';
import { type Catalogue, signalOf } from '../messages/signal.ts';
import type { Store } from '../store.ts';

export interface HealPorts extends AlarmStatePorts {
  readonly store: Store;
  readonly alarms: Catalogue;
  /** Whether an alarm is in this account and region, so that we can see whether it is there. */
  readonly isHere: (arn: string) => boolean;
}

/**
 * Makes the incidents what CloudWatch says: begins those whose message was lost, and ends those whose alarm is OK or
 * not there any more. Throws when CloudWatch or the store is away; what nobody could look at is left as it is.
 */
export async function heal(ports: HealPorts): Promise<void> {
  const { store } = ports;
  const inAlarm = await alarmsInAlarm(ports);
  const incidents = (await store.list<Incident>('incidents')).map(({ value }) => value);
  const open = incidents.filter(({ state }) => state === 'firing');
  const known = new Set(open.map(({ alarm }) => alarm));
  const missed = [...inAlarm.values()].filter(
    ({ alarm, isSuppressed }) => !isSuppressed && !known.has(alarm),
  );
  for (const alarm of missed) await begin(alarm, inAlarm, ports);
  for (const incident of open) await takeValues(incident, inAlarm, ports);
  const doubtful = open.filter((incident) => !inAlarm.has(incident.alarm) && isOurs(incident, ports));
  const now = await alarmsNamed([...new Set(doubtful.map(({ alarm }) => alarm))], ports);
  for (const incident of doubtful) await settle(incident, now.get(incident.alarm), ports);
}

/** An alarm that somebody publishes to our topics from another account is none that we can look at. */
const isOurs = ({ alarm, arn }: Incident, { alarms, isHere }: HealPorts): boolean =>
  alarms.has(alarm) || isHere(arn);

async function begin(
  alarm: AlarmNow,
  inAlarm: ReadonlyMap<string, AlarmNow>,
  ports: HealPorts,
): Promise<void> {
  const signal = signalOf(alarm, ports.alarms);
  if (signal) await ingest(explain(signal, inAlarm, ports.alarms), ports);
}

/**
 * What fires for values must not go on waiting for the watchdog, or being inhibited by it: no message says so, because
 * the alarm was in ALARM before.
 */
async function takeValues(
  incident: Incident,
  inAlarm: ReadonlyMap<string, AlarmNow>,
  ports: HealPorts,
): Promise<void> {
  const alarm = inAlarm.get(incident.key);
  const signal = incident.cause === 'missing' && alarm && signalOf(alarm, ports.alarms);
  if (signal) await ingestValues(incident, explain(signal, inAlarm, ports.alarms), ports);
}

/** Of an alarm that watches many series, all are over when the alarm is. */
async function settle(incident: Incident, alarm: AlarmNow | undefined, ports: HealPorts): Promise<void> {
  if (!alarm) return ingestGone(incident, ports);
  if (alarm.state !== 'OK') return;
  const { key, labels, description, via, cause } = incident;
  const contributor = key.slice(incident.alarm.length + 1);
  const { at, state, reason, arn } = alarm;
  const signal = { alarm: alarm.alarm, state, at, reason, arn, labels, description, via, cause };
  await ingest({ ...signal, ...(contributor && { contributor }) }, ports);
}
