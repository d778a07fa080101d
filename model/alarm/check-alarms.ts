import type { Check } from '../check.ts';
import { advisoryAlarms } from './advisory.ts';
import type { Alarm } from './alarm.ts';
import { certificateAlarms } from './certificate.ts';
import { parentsAlarms, underParents } from './dependencies.ts';
import { type Family, familyOf } from './family.ts';
import { requestedAlarms } from './requested.ts';
import { degradedAlarms, failedAlarms } from './verdict-alarms.ts';

/**
 * The alarms of a check, those that others are made of before them. `home` is the region of the console that their
 * descriptions link to. @default no links, as where there is no CloudWatch
 */
export function alarmsOf(check: Check, family: Family, home?: string): Alarm[] {
  if (!check.enabled) return [];
  return [
    ...underParents(failedAlarms(check, home), check, family),
    ...degradedAlarms(check, home),
    ...certificateAlarms(check, home),
    ...advisoryAlarms(check, home),
    ...requestedAlarms(check, home),
  ];
}

/** The alarms of all checks, with those that several checks share. `home` as above. */
export function alarmsOfAll(checks: readonly Check[], home?: string): Alarm[] {
  const family = familyOf(checks);
  return [...checks.flatMap((check) => alarmsOf(check, family, home)), ...parentsAlarms(checks, family)];
}
