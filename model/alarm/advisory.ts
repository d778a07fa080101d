import type { Check } from '../check.ts';
import type { Alarm } from './alarm.ts';
import { describe } from './description.ts';
import { fitsMath, headOf, idsOf, overLocations, partName, quorumName } from './over-locations.ts';
import { leastOf, quorumOf, waitsForMore } from './quorum.ts';

/**
 * Some locations fail, but fewer than `failed` waits for: a quorum must not hide a region that is cut off. Where enough
 * of them do, `failed` speaks alone.
 */
export function advisoryAlarms(check: Check, home: string | undefined): Alarm[] {
  const { alarms, failWhen, locations } = check;
  const { failed: window, advisory } = alarms;
  if (!window || !advisory || failWhen === 'any' || !waitsForMore(failWhen, locations.length)) return [];
  const condition = { role: 'advisory', ...advisory } as const;
  const says = `failed in ${window.failures} of the last ${window.of} runs at some location; it counts as down at ${leastOf(failWhen, locations.length)} of ${locations.length}`;
  if (fitsMath(check)) {
    const judged = { metric: 'failed', statistic: 'Maximum', comparison: 'atLeast', threshold: 1 } as const;
    const rest = { ...condition, window, says, missing: 'notBreaching', failWhen: 'any' } as const;
    const { over, threshold } = quorumOf(failWhen);
    return overLocations(check, { ...judged, ...rest }, home).map((alarm) => ({
      ...alarm,
      ...('metrics' in alarm && {
        expression: `IF(${over}([${idsOf(alarm.metrics)}]) < ${threshold}, ${alarm.expression}, 0)`,
      }),
    }));
  }
  // Over the very parts of `failed`: they are there and paid for.
  const name = quorumName(check, condition.role);
  return [
    {
      ...headOf(check, condition),
      type: 'composite',
      name,
      description: describe(check, { name, says, home }),
      rule: {
        all: [
          { atLeast: 1, of: locations.map((location) => partName(check, 'failed', location)) },
          { not: { inAlarm: quorumName(check, 'failed') } },
        ],
      },
    },
  ];
}
