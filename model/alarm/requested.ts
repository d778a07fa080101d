import type { Check } from '../check.ts';
import { metricsOf } from '../metric.ts';
import type { Alarm } from './alarm.ts';
import { overLocations } from './over-locations.ts';

/** The alarms that the check's kind asks for, on metrics that the check has. */
export function requestedAlarms(check: Check, home: string | undefined): Alarm[] {
  if (check.requests.length === 0) return [];
  const published = metricsOf(check);
  return check.requests
    .filter(({ metric }) => published.includes(metric))
    .flatMap((request) => overLocations(check, { ...request, failWhen: 'any' }, home));
}
