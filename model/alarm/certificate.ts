import type { Check } from '../check.ts';
import type { Alarm } from './alarm.ts';
import { overLocations } from './over-locations.ts';

const WINDOW = { failures: 2, of: 3 } as const;

/** A certificate expires soon, at whichever location. Apart from `failed`, so that neither ever masks the other. */
export function certificateAlarms(check: Check, home: string | undefined): Alarm[] {
  const { alarms, watchesExpiry } = check;
  if (!alarms.certificate || !watchesExpiry) return [];
  const condition = {
    role: 'certificate',
    metric: 'certificateExpiring',
    statistic: 'Maximum',
    comparison: 'atLeast',
    threshold: 1,
    window: WINDOW,
    missing: 'notBreaching',
    failWhen: 'any',
    says: 'shows a certificate that expires sooner than it should',
    ...alarms.certificate,
  } as const;
  return overLocations(check, condition, home);
}
