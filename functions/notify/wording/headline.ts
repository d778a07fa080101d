import { ALARM_PREFIX } from '../../../model/alarm/alarm.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import { SEVERITIES } from '../../../model/labels.ts';
import { counted, oneLine } from '../../../model/line.ts';
import type { Delivery, LocationFact, Told } from '../sender.ts';
import { nameOf } from './subject.ts';
import { firstOf } from './text.ts';
import { spoken } from './time.ts';

const MAX_SAID = 300;
const MAX_LOCATIONS_NAMED = 3;

/** What is the matter, in one sentence for somebody who was asleep a minute ago. */
export function headlineOf(delivery: Delivery): string {
  const [only, ...others] = delivery.incidents;
  if (only && others.length === 0) return sentence(only, delivery.at);
  return digest(delivery);
}

function sentence(told: Told, at: number): string {
  const { incident } = told;
  const name = incident.labels.check ?? `The alarm ${nameOf(incident)}`;
  if (incident.state === 'resolved') return ended(over(incident, name, at));
  const own = ownWords(incident);
  return ended(own ?? `${name} ${predicate(incident)}${where(told)}${said(told)}`);
}

/** What an alarm on Vedette itself means, as its definition says it: its numbers say nothing to anybody. */
function ownWords({ alarm, labels, description }: Incident): string | undefined {
  if (labels.check !== undefined || !alarm.startsWith(ALARM_PREFIX)) return undefined;
  const [first = ''] = description.split('\n');
  return oneLine(first.replace(/[*`]/g, ''), MAX_SAID) || undefined;
}

function over(incident: Incident, name: string, at: number): string {
  const lasted = spoken((incident.resolvedAt ?? at) - incident.openedAt);
  if (incident.resolution === 'gone') return `${name}: the alarm was deleted while it fired, after ${lasted}`;
  return incident.labels.check ? `${name} is good again after ${lasted}` : `${name} is over after ${lasted}`;
}

function predicate({ cause, labels: { check, role } }: Incident): string {
  if (check === undefined) return 'fires';
  if (cause === 'missing') return 'has sent no results';
  switch (role) {
    case 'failed':
    case 'advisory':
      return 'fails';
    case 'degraded':
      return 'is degraded';
    case 'certificate':
      return 'has a certificate that needs care';
    default:
      return `has the alarm ${role} firing`;
  }
}

function where({ incident, locations }: Told): string {
  const state: LocationFact['state'] = incident.cause === 'missing' ? 'silent' : 'bad';
  const names = locations.filter((fact) => fact.state === state).map(({ location }) => location);
  if (names.length === 0) return '';
  if (locations.length === 1) return ` at ${names[0]}`;
  if (names.length === locations.length) return ` at all ${names.length} locations`;
  return ` at ${names.length} of ${locations.length} locations (${firstOf(names, MAX_LOCATIONS_NAMED)})`;
}

/** What the target did wrong; of an alarm that is no check's, what CloudWatch says. */
function said({ incident, locations }: Told): string {
  const message = locations.find((fact) => fact.state === 'bad' && fact.message)?.message;
  const words = incident.labels.check === undefined ? incident.reason : message;
  return words ? `: ${oneLine(words, MAX_SAID)}` : '';
}

function digest({ incidents, at }: Delivery): string {
  const all = incidents.map(({ incident }) => incident);
  const firing = all.filter(({ state }) => state === 'firing');
  if (firing.length > 0) {
    const which =
      firing.length === all.length
        ? counted(all.length, 'alarm')
        : `${firing.length} of ${all.length} alarms`;
    return `${which} ${firing.length === 1 ? 'fires' : 'fire'}: ${bySeverity(firing)}.`;
  }
  if (all.length === 0) return 'What this was about is not known any more.';
  const began = Math.min(...all.map(({ openedAt }) => openedAt));
  const over = Math.max(...all.map(({ resolvedAt }) => resolvedAt ?? at));
  return `All ${all.length} alarms are over after ${spoken(over - began)}.`;
}

const bySeverity = (incidents: readonly Incident[]): string =>
  SEVERITIES.map((severity) => ({
    severity,
    count: incidents.filter(({ labels }) => labels.severity === severity).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
