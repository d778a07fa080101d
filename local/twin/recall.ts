import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import { EXTRA_PERIODS } from '../../model/evaluation/metric-alarm.ts';
import type { Datum } from '../../model/metric.ts';
import { publishedOf } from '../datums.ts';
import type { Archive } from '../store/archive.ts';

interface RecallOptions {
  readonly checks: readonly Check[];
  readonly alarms: readonly Alarm[];
  readonly archive: Pick<Archive, 'results'>;
}

/** How many results of a check are read at most: enough for a day of one that runs each minute. */
const MAX_RESULTS = 1_440;

/** The datapoints that the alarms of the checks still look at, out of the results that are remembered. */
export const recallFrom =
  ({ checks, alarms, archive }: RecallOptions) =>
  (now: number): Datum[] =>
    checks.flatMap((check) => {
      const rangeMs = rangeOf(alarms.filter((alarm) => alarm.check === check.id));
      const limit = Math.min(MAX_RESULTS, Math.ceil(rangeMs / check.everyMs) + 1);
      const results = archive.results({ check: check.id, limit }).filter(({ scheduledAt }) => {
        const age = now - Date.parse(scheduledAt);
        return age > 0 && age <= rangeMs;
      });
      const datums = results.toReversed().flatMap((result) => publishedOf(check, result));
      return datums.filter(({ dimensions }) => dimensions.Check === check.id);
    });

/** How far back the longest of them looks, in milliseconds. */
function rangeOf(alarms: readonly Alarm[]): number {
  const ranges = alarms.map((alarm) =>
    alarm.type === 'metric' ? alarm.periodSeconds * (alarm.window.of + EXTRA_PERIODS) * 1_000 : 0,
  );
  return Math.max(0, ...ranges);
}
