import type { Check } from '../check.ts';
import { metricsOf } from '../check-metrics.ts';
import { keyOf } from '../metric.ts';
import type { Alarm } from './alarm.ts';
import { overLocations } from './over-locations.ts';

/** The alarms that the check's kind asks for, on metrics that the check has. */
export function requestedAlarms(check: Check, home: string | undefined): Alarm[] {
  if (check.requests.length === 0) return [];
  const published = new Set(metricsOf(check).map(keyOf));
  return check.requests
    .filter(({ metric }) => published.has(keyOf(metric)))
    .flatMap((request) => overLocations(check, { ...request, failWhen: 'any' }, home));
}
