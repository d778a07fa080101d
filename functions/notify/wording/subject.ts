import type { Incident } from '../../../model/incident/incident.ts';
import type { NoticeEvent } from '../../../model/incident/notice.ts';
import { SEVERITIES, type Severity } from '../../../model/labels.ts';
import { counted, oneLine } from '../../../model/line.ts';
import type { Delivery } from '../sender.ts';

const STATE: Readonly<Record<NoticeEvent, string>> = {
  opened: 'FIRING',
  changed: 'CHANGED',
  reminded: 'STILL FIRING',
  acknowledged: 'ACKNOWLEDGED',
  resolved: 'RESOLVED',
};

const MAX_NAME = 200;

/** The line by which a telling is recognised in a list: `[DRILL] FIRING critical: portfolio-api failed`. */
export const subjectOf = (delivery: Delivery): string => `${headOf(delivery)}: ${whatOf(delivery)}`;

/** State and severity, and whether it is only a drill: `[DRILL] FIRING critical`. */
export function headOf(delivery: Delivery): string {
  return `${isOnlyDrill(delivery) ? '[DRILL] ' : ''}${STATE[delivery.event]} ${severityOf(delivery)}`;
}

/** Anything real beside it makes it none. */
const isOnlyDrill = ({ incidents }: Delivery): boolean =>
  incidents.length > 0 && incidents.every(({ incident }) => incident.labels.drill === 'true');

/** What an alarm is called among people: its check and its role, else its name. */
export function nameOf({ alarm, key, labels: { check, role } }: Incident): string {
  const name = check && role ? `${check} ${role}` : alarm.replace(/^vedette\//, '');
  const contributor = key.startsWith(`${alarm}#`) ? ` (${key.slice(alarm.length + 1)})` : '';
  return oneLine(`${name}${contributor}`, MAX_NAME);
}

/** The worst of what fires; of what fired, when all is over. */
export function severityOf({ incidents }: Delivery): Severity {
  const all = incidents.map(({ incident }) => incident);
  const firing = all.filter(({ state }) => state === 'firing');
  const severities = (firing.length > 0 ? firing : all).map(({ labels }) => labels.severity);
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info';
}

function whatOf({ incidents }: Delivery): string {
  const [only, ...others] = incidents;
  if (only && others.length === 0) return nameOf(only.incident);
  const checks = new Set(incidents.flatMap(({ incident }) => incident.labels.check ?? []));
  const of = checks.size > 0 ? ` of ${counted(checks.size, 'check')}` : '';
  return `${counted(incidents.length, 'alarm')}${of}`;
}
