import type { Check } from '../check.ts';
import type { Alarm } from './alarm.ts';
import { describe } from './description.ts';
import { fitsMath, headOf, overLocations, partName, quorumName } from './over-locations.ts';
import { leastOf, waitsForMore } from './quorum.ts';

/** One location fails alone where `failed` waits for more: a quorum must not hide a region that is cut off. */
export function advisoryAlarms(check: Check, home: string | undefined): Alarm[] {
  const { alarms, failWhen, locations } = check;
  const { failed: window, advisory } = alarms;
  if (!window || !advisory || !waitsForMore(failWhen, locations.length)) return [];
  const condition = { role: 'advisory', ...advisory } as const;
  const says = `failed in ${window.failures} of the last ${window.of} runs at one location or more; it counts as down at ${leastOf(failWhen, locations.length)} of ${locations.length}`;
  if (fitsMath(check)) {
    const judged = { metric: 'failed', statistic: 'Maximum', comparison: 'atLeast', threshold: 1 } as const;
    const rest = { ...condition, window, says, missing: 'notBreaching', failWhen: 'any' } as const;
    return overLocations(check, { ...judged, ...rest }, home);
  }
  // Over the very parts of `failed`: they are there and paid for.
  const name = quorumName(check, condition.role);
  return [
    {
      ...headOf(check, condition),
      type: 'composite',
      name,
      description: describe(check, { name, says, home }),
      rule: { atLeast: 1, of: locations.map((location) => partName(check, 'failed', location)) },
    },
  ];
}
