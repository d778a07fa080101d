import type { AlarmMetric } from '../alarm/alarm.ts';
import { type Datum, definitionOf, keyOf, type Metric } from '../metric.ts';
import type { Series } from './expression.ts';

/** What tells one series of a metric from every other one. */
export const seriesKey = (metric: Metric, dimensions: Readonly<Record<string, string>>): string =>
  definitionOf(metric).dimensions.reduce<string>((key, name) => `${key}\n${dimensions[name]}`, keyOf(metric));

const COMBINE: Readonly<Record<AlarmMetric['statistic'], (one: number, other: number) => number>> = {
  Maximum: Math.max,
  Minimum: Math.min,
  Sum: (one, other) => one + other,
};

interface Range {
  readonly statistic: AlarmMetric['statistic'];
  readonly periodMs: number;
  /** Periods to look back. */
  readonly length: number;
}

/** The datapoints of one series that an alarm still looks at, in the order in which they came. */
export class Datapoints {
  readonly #range: Range;
  readonly #kept: Pick<Datum, 'at' | 'value'>[] = [];

  constructor(range: Range) {
    this.#range = range;
  }

  add({ at, value, count = 1 }: Datum): void {
    this.#kept.push({ at, value: this.#range.statistic === 'Sum' ? value * count : value });
  }

  /**
   * One value for each of the periods that end at `now`, oldest first. A period has its beginning and not its end. What
   * is older than all of them is forgotten: no later evaluation looks at it.
   */
  at(now: number): Series {
    const { periodMs, length, statistic } = this.#range;
    const from = now - length * periodMs;
    while ((this.#kept[0]?.at ?? now) < from) this.#kept.shift();
    const values = new Array<number | undefined>(length).fill(undefined);
    for (const { at, value } of this.#kept) {
      if (at < from || at >= now) continue;
      const index = Math.floor((at - from) / periodMs);
      const before = values[index];
      values[index] = before === undefined ? value : COMBINE[statistic](before, value);
    }
    return values;
  }
}
