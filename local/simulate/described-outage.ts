import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import { canDegrade } from '../../model/check-metrics.ts';
import { EXTRA_PERIODS } from '../../model/evaluation/metric-alarm.ts';
import { suggest } from '../../model/finding.ts';
import type { Location } from '../../model/location.ts';
import { select } from '../filter.ts';
import { UsageError } from '../usage-error.ts';
import type { OutageState } from './outage-states.ts';
import { minuteOf, type Outage, plannedResults, type Scenario } from './scenario.ts';

/** An outage in words. Durations are milliseconds. */
export interface Description {
  /** Ids, or patterns with `*` or `?` that an id or a tag must fit; at least one. */
  readonly check: readonly string[];
  readonly state: OutageState;
  readonly afterMs: number;
  readonly forMs: number;
  /** @default every location of each check */
  readonly locations?: readonly string[];
  /** When the simulation begins, epoch milliseconds. */
  readonly at: number;
}

/** How much longer than its alarms need to recover an outage is looked after, in milliseconds. */
const AFTERMATH_MS = 600_000;

/** All checks of the project, of which some have an outage. Throws `UsageError`. */
export function describedOutage(
  all: readonly Check[],
  alarms: readonly Alarm[],
  description: Description,
): Scenario {
  const { state, afterMs, forMs, locations } = description;
  const checks = all.filter(({ enabled }) => enabled);
  const down = new Map(
    description.check.flatMap((name) => named(checks, name)).map((check) => [check.id, check]),
  );
  for (const check of down.values()) refuse(check, description);
  const from = minuteOf(description.at);
  const outage = { state, from: from + afterMs, until: from + afterMs + forMs };
  const recoveries = alarms.map((alarm) => (down.has(alarm.check ?? '') ? recoveryMs(alarm) : 0));
  const isDown = (check: Check, location: string, at: number) =>
    down.has(check.id) && (locations?.includes(location) ?? true) && at >= outage.from && at < outage.until;
  return {
    checks,
    from,
    until: minuteOf(outage.until + Math.max(0, ...recoveries) + AFTERMATH_MS),
    outages: [...down.keys()].map((check): Outage => ({ check, ...outage })),
    resultsIn: (minute) => plannedResults(checks, minute, (...run) => (isDown(...run) ? state : 'passed')),
  };
}

const recoveryMs = (alarm: Alarm): number =>
  alarm.type === 'metric' ? alarm.periodSeconds * (alarm.window.of + EXTRA_PERIODS) * 1_000 : 0;

/** The check of this id, or those that fit the pattern. */
function named(checks: readonly Check[], name: string): readonly Check[] {
  if (/[*?]/.test(name)) return select(checks, [name]);
  const found = checks.filter(({ id }) => id === name);
  if (found.length > 0) return found;
  throw noCheck(name, checks);
}

export function noCheck(name: string, checks: readonly Check[], where = ''): UsageError {
  const ids = checks.map(({ id }) => id);
  const fix = suggest(name, ids, `there are ${ids.join(', ')}`);
  return new UsageError(`${where}no enabled check is named ${JSON.stringify(name)}; ${fix}`);
}

/** What could not be noticed is not simulated: it would look like an alarm that does not work. */
function refuse(check: Check, { state, locations }: Description): void {
  if (state === 'degraded' && !canDegrade(check))
    throw new UsageError(`${check.id} is never degraded: it has no limit for it; see thresholds.degraded`);
  const elsewhere = locations?.find((location) => !check.locations.includes(location as Location));
  if (elsewhere === undefined) return;
  throw new UsageError(
    `${check.id} does not run at ${JSON.stringify(elsewhere)}; it runs at ${check.locations.join(', ')}`,
  );
}
