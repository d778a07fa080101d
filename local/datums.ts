import type { Check } from '../model/check.ts';
import { datumsOf } from '../model/check-metrics.ts';
import { LOCAL } from '../model/location.ts';
import { type Datum, selfDatum } from '../model/metric.ts';
import { dueWithin } from '../model/plan.ts';
import type { Result } from '../model/result.ts';

/** One machine stands for all locations of its checks: alarms name them. */
const placesOf = ({ locations }: Check, { location }: Result): readonly string[] =>
  location === LOCAL ? locations : [location];

/** Everything that a result is published as: the check's own metrics, and what Vedette counts of its own work. */
export function publishedOf(check: Check, result: Result): Datum[] {
  const at = Date.parse(result.scheduledAt);
  return placesOf(check, result).flatMap((location) => [
    ...datumsOf(check, { ...result, location }),
    selfDatum('executed', Number(result.reason !== 'not_run'), location, at),
    selfDatum('errored', Number(result.state === 'errored' && result.reason !== 'not_run'), location, at),
  ]);
}

/**
 * What is planned at each location within the minute that begins at `minute`, from the second `from` on. Epoch
 * milliseconds. A location where nothing is due has a zero, as on AWS.
 */
export function plannedIn(checks: readonly Check[], minute: number, from = minute): Datum[] {
  const planned = new Map<string, number>();
  for (const check of checks) {
    const due = check.enabled
      ? dueWithin(check, minute / 1_000).filter((second) => second * 1_000 >= from)
      : [];
    for (const location of check.locations) planned.set(location, (planned.get(location) ?? 0) + due.length);
  }
  return [...planned].map(([location, count]) => selfDatum('planned', count, location, minute));
}
