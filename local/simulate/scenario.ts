import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import { locationsOf } from '../../model/location.ts';
import type { Datum, Metric } from '../../model/metric.ts';
import { dueWithin, MINUTE_SECONDS } from '../../model/plan.ts';
import type { Attempt, Result, State } from '../../model/result.ts';
import { pausesOf } from '../../model/retry.ts';
import { plannedIn, publishedOf } from '../datums.ts';

/** A stretch of time in which a check is not as it should be. Epoch milliseconds. */
export interface Outage {
  readonly check: string;
  readonly state: Exclude<State, 'passed'> | 'silent';
  readonly from: number;
  readonly until: number;
}

/** Something that happens to checks, and when. */
export interface Scenario {
  readonly checks: readonly Check[];
  /** What is told about begins and ends here; all is well before. Whole minutes, epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly outages: readonly Outage[];
  /** The results of the runs that are due in the minute that begins then. */
  readonly resultsIn: (minute: number) => readonly Result[];
}

/** Datapoints that CloudWatch gets at one moment. */
export interface Arrival {
  readonly comes: number;
  readonly datums: readonly Datum[];
}

/** From the end of a probe until its datapoints can be seen by an alarm: the batch ends, and PutMetricData answers. */
export const PUBLISHING_MS = 2_000;

const MINUTE_MS = MINUTE_SECONDS * 1_000;

/** What arrives for the runs that are due within one minute: each result, and what Vedette counts of its own work. */
export function arrivalsOf(scenario: Scenario, minute: number): Arrival[] {
  const checks = new Map(scenario.checks.map((check) => [check.id, check]));
  const arrivals = scenario.resultsIn(minute).flatMap((result): Arrival[] => {
    const check = checks.get(result.check);
    if (!check) return [];
    const at = Date.parse(result.scheduledAt);
    const datums = publishedOf(check, result);
    return [{ comes: at + verdictMs(check, result.state) + PUBLISHING_MS, datums }];
  });
  return [{ comes: minute + PUBLISHING_MS, datums: plannedIn(scenario.checks, minute) }, ...arrivals];
}

/** A bad attempt fails at once; what takes time are the pauses before the further ones. */
const verdictMs = ({ retry }: Check, state: State): number =>
  state === 'failed' ? pausesOf(retry).reduce((sum, pause) => sum + pause, 0) : 0;

/** What Vedette counts of its own work in a simulation; alarms on anything else of it would wait for data in vain. */
const COUNTED: readonly Metric[] = ['planned', 'executed', 'errored'];

/** The alarms that there is something to go by for: those of the scenario's checks, and on their probes. */
export function alarmsIn({ checks }: Scenario, alarms: readonly Alarm[]): readonly Alarm[] {
  const known = new Set(checks.map(({ id }) => id));
  const locations = new Set<string>(locationsOf(checks));
  return alarms.filter((alarm) => {
    if (alarm.check !== undefined) return known.has(alarm.check);
    if (alarm.type === 'composite') return true;
    return alarm.metrics.every(
      ({ metric, dimensions }) => COUNTED.includes(metric) && locations.has(dimensions.Location ?? ''),
    );
  });
}

/** The states of the runs that are due in a minute, by the plan; `silent` is a run that is not made. */
export function plannedResults(
  checks: readonly Check[],
  minute: number,
  stateOf: (check: Check, location: string, at: number) => State | 'silent',
): Result[] {
  return checks.flatMap((check) =>
    dueWithin(check, minute / 1_000).flatMap((second) =>
      check.locations.flatMap((location) => {
        const at = second * 1_000;
        const state = stateOf(check, location, at);
        return state === 'silent' ? [] : [resultOf(check, { location, at, state })];
      }),
    ),
  );
}

interface Seen {
  readonly location: string;
  readonly at: number;
  readonly state: State;
  /** @default as many as the check's retries ask for, all alike */
  readonly attempts?: readonly Attempt[];
}

/** A certificate that nobody has to think of. */
const MANY_DAYS = 365;

/** A result of which only the state matters. */
export function resultOf(check: Check, { location, at, state, attempts }: Seen): Result {
  const iso = new Date(at).toISOString();
  const measurements = state === 'passed' || state === 'degraded' ? { certificate_days: MANY_DAYS } : {};
  const attempt: Attempt = {
    startedAt: iso,
    state,
    message: state,
    phases: {},
    lag: 0,
    assertions: [],
    measurements,
  };
  return {
    check: check.id,
    kind: check.kind,
    target: check.target,
    location,
    scheduledAt: iso,
    startedAt: iso,
    state,
    message: state,
    phases: {},
    lag: 0,
    attempts: attempts ?? [attempt],
    labels: check.labels,
  };
}

/** The minute that a time is in. */
export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
