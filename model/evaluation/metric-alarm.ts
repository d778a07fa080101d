import type { MetricAlarm } from '../alarm/alarm.ts';
import type { Cause } from '../incident/incident.ts';
import { Datapoints, seriesKey } from './datapoints.ts';
import { evaluateExpression, parseExpression, type Series } from './expression.ts';
import { type AlarmState, evaluatePoints, type Point } from './points.ts';
import { type Measured, stateReason } from './state-reason.ts';

/**
 * CloudWatch looks at more periods than the window has, in case some are missing. How many more it does not say ("the
 * exact number depends on the length of the alarm period"); the tables of its user guide have 5 for a window of 3,
 * and so 2 more are what we take.
 */
export const EXTRA_PERIODS = 2;

/** A period under a minute is evaluated every 10 s, any other every minute. Source: user guide, "Evaluating an alarm". */
export const EVALUATION_SECONDS = { short: 10, long: 60 } as const;

export const evaluationSeconds = ({ periodSeconds }: Pick<MetricAlarm, 'periodSeconds'>): number =>
  periodSeconds < EVALUATION_SECONDS.long ? EVALUATION_SECONDS.short : EVALUATION_SECONDS.long;

/** The state that an alarm comes to, and why. */
export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
  readonly cause: Cause;
}

const BREACHES: Readonly<Record<MetricAlarm['comparison'], (value: number, threshold: number) => boolean>> = {
  above: (value, threshold) => value > threshold,
  atLeast: (value, threshold) => value >= threshold,
  below: (value, threshold) => value < threshold,
};

/** Evaluates one metric alarm, again and again as its datapoints come. */
export class MetricEvaluation {
  readonly alarm: MetricAlarm;
  /** What it looks at, with the series' key. */
  readonly inputs: readonly { readonly id: string; readonly key: string; readonly datapoints: Datapoints }[];
  readonly #expression: ReturnType<typeof parseExpression> | undefined;
  readonly #length: number;
  #seen: readonly Series[] = [];
  #wasBlind = false;

  constructor(alarm: MetricAlarm) {
    this.alarm = alarm;
    this.#length = alarm.window.of + EXTRA_PERIODS;
    const range = { periodMs: alarm.periodSeconds * 1_000, length: this.#length };
    this.inputs = alarm.metrics.map(({ id, metric, dimensions, statistic }) => ({
      id,
      key: seriesKey(metric, dimensions),
      datapoints: new Datapoints({ ...range, statistic }),
    }));
    this.#expression = alarm.expression === undefined ? undefined : parseExpression(alarm.expression);
  }

  /**
   * The change of state at `now`, epoch milliseconds; `undefined` when there is none. Where nobody measured before
   * `measuredSince` and the range reaches back beyond it, missing periods say nothing. @default it was always measured
   */
  evaluate(now: number, current: AlarmState, measuredSince?: number): Verdict | undefined {
    const inputs = this.inputs.map(({ datapoints }) => datapoints.at(now));
    const isBlind = now - this.#length * this.alarm.periodSeconds * 1_000 < (measuredSince ?? 0);
    // The same values give the same state, and they are the rule.
    if (current !== 'INSUFFICIENT_DATA' && isBlind === this.#wasBlind && areSame(inputs, this.#seen))
      return undefined;
    this.#seen = inputs;
    this.#wasBlind = isBlind;
    const values = this.#values(inputs);
    const { window } = this.alarm;
    const missing = isBlind ? 'ignore' : this.alarm.missing;
    const points = values.map((value) => this.#pointOf(value));
    const state = evaluatePoints({ points, window, missing, current });
    return state === current ? undefined : this.#verdict(state, values, now);
  }

  #values(inputs: readonly Series[]): Series {
    if (this.#expression === undefined) return inputs[0] ?? [];
    const named = Object.fromEntries(this.inputs.map(({ id }, index) => [id, inputs[index] ?? []]));
    return evaluateExpression(this.#expression, named, this.#length);
  }

  #pointOf(value: number | undefined): Point {
    if (value === undefined) return 'missing';
    return BREACHES[this.alarm.comparison](value, this.alarm.threshold) ? 'breaching' : 'good';
  }

  #verdict(state: AlarmState, values: Series, now: number): Verdict {
    const periodMs = this.alarm.periodSeconds * 1_000;
    const measured = values
      .flatMap((value, index): Measured[] => {
        const at = now - (values.length - index) * periodMs;
        return value === undefined ? [] : [{ value, at, isBreaching: this.#pointOf(value) === 'breaching' }];
      })
      .slice(-this.alarm.window.of)
      .reverse();
    if (state === 'INSUFFICIENT_DATA') return { state, reason: NO_DATA, cause: 'missing' };
    const hasBreached = measured.some(({ isBreaching }) => isBreaching);
    return {
      state,
      reason: stateReason({ alarm: this.alarm, state, measured }),
      cause: state === 'ALARM' && !hasBreached ? 'missing' : 'breached',
    };
  }
}

const NO_DATA = 'Insufficient Data: there are no datapoints.';

const areSame = (some: readonly Series[], others: readonly Series[]): boolean =>
  some.length === others.length &&
  some.every((series, at) => series.every((value, index) => value === others[at]?.[index]));
