import { type Datum, selfDatum } from '../../model/metric.ts';
import { MINUTE_SECONDS } from '../../model/plan.ts';
import type { Result } from '../../model/result.ts';

const COUNTED = ['executed', 'errored', 'dropped', 'undelivered'] as const;

type Counted = (typeof COUNTED)[number];

const MINUTE_MS = MINUTE_SECONDS * 1_000;

/** Counts our own work, each run in the minute that planned it, so that it can be compared with `Planned`. */
export class Tally {
  readonly #location: string;
  readonly #minutes = new Map<number, Record<Counted, number>>();

  constructor(location: string) {
    this.#location = location;
  }

  /** A result that did not fit into the invocation was not executed: the watchdog must miss it. */
  result({ scheduledAt, state, reason }: Result): void {
    const minute = this.#of(Date.parse(scheduledAt));
    if (reason === 'not_run') return;
    minute.executed += 1;
    minute.errored += Number(state === 'errored');
  }

  /** A run that is not made. `at` is epoch milliseconds. */
  dropped(at: number): void {
    this.#of(at).dropped += 1;
  }

  /** Every count of every minute, zeros too, so that the series exist and missing data means trouble. */
  datums(): Datum[] {
    return [...this.#minutes].flatMap(([minute, counts]) =>
      COUNTED.map((metric) => selfDatum(metric, counts[metric], this.#location, minute)),
    );
  }

  #of(at: number): Record<Counted, number> {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const counts = this.#minutes.get(minute) ?? { executed: 0, errored: 0, dropped: 0, undelivered: 0 };
    this.#minutes.set(minute, counts);
    return counts;
  }
}
