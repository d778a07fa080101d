import type { FailWhen } from '../check.ts';

/** Metric math over the locations of a metric that is 1 where it is bad, and when its value is too bad. */
interface Quorum {
  readonly over: 'MAX' | 'MIN' | 'SUM' | 'AVG';
  /** At least. */
  readonly threshold: number;
}

/** Metric math leaves out a location that is silent; only when all are is there no value at all. */
export function quorumOf(failWhen: FailWhen): Quorum {
  if (failWhen === 'any') return { over: 'MAX', threshold: 1 };
  // Not SUM: a dead prober, which says nothing, must not hide an outage that all the others see.
  if (failWhen === 'all') return { over: 'MIN', threshold: 1 };
  if (typeof failWhen === 'string') return { over: 'AVG', threshold: shareOf(failWhen) };
  return { over: 'SUM', threshold: failWhen.atLeast };
}

const shareOf = (percent: `${number}%`): number => Number.parseInt(percent, 10) / 100;

/** The least number of so many locations that must be bad. */
export function leastOf(failWhen: FailWhen, locations: number): number {
  if (failWhen === 'any') return 1;
  if (failWhen === 'all') return locations;
  if (typeof failWhen !== 'string') return failWhen.atLeast;
  // In whole percents: 0.07 * 100 is more than 7 in binary, and would ask for one location too many.
  return Math.ceil((Number.parseInt(failWhen, 10) * locations) / 100);
}

/** Whether one bad location alone is not yet enough. */
export const waitsForMore = (failWhen: FailWhen, locations: number): boolean =>
  leastOf(failWhen, locations) > 1;

/** The rule as it follows "when" in a description. */
export function phraseOf(failWhen: FailWhen, locations: number): string {
  if (failWhen === 'all') return `at all of ${locations} locations`;
  return `at ${leastOf(failWhen, locations)} or more of ${locations} locations`;
}
