/** How values are spread: each of them with how often it came, the smallest first. CloudWatch's Values and Counts. */
export type Distribution = readonly (readonly [value: number, count: number])[];

/** CloudWatch: one MetricDatum holds at most 150 distinct values (PutMetricData, MetricDatum, Values). */
const MOST_VALUES = 150;

/** How much a value may be rounded up, the finest first; 150 steps of 10 % span six orders of magnitude. */
const ROUNDING = [0.005, 0.01, 0.02, 0.05, 0.1] as const;

/**
 * The distribution of any number of values, as at most 150 of them: rounded up where there are more, by as little as
 * that takes and never beyond the largest, so that its maximum is true and no percentile is too small. Values below 0
 * count as 0.
 */
export const distributionOf = (values: readonly number[]): Distribution =>
  condensed(values.map((value) => [value, 1]));

/** The same of values that are counted already. */
export function condensed(values: Distribution): Distribution {
  const largest = values.reduce((most, [value]) => Math.max(most, value), 0);
  const exact = counted(values, (value) => value);
  if (exact.length <= MOST_VALUES) return exact;
  for (const step of ROUNDING) {
    const rounded = counted(values, (value) => Math.min(roundedUp(value, step), largest));
    if (rounded.length <= MOST_VALUES) return rounded;
  }
  const width = largest / MOST_VALUES;
  return counted(values, (value) => Math.min(Math.ceil(value / width) * width, largest));
}

function counted(values: Distribution, round: (value: number) => number): Distribution {
  const counts = new Map<number, number>();
  for (const [value, count] of values) {
    const kept = Math.max(0, round(value));
    counts.set(kept, (counts.get(kept) ?? 0) + count);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

const DIGITS = 6;

/** The next power of `1 + step`; 0 stays 0. */
function roundedUp(value: number, step: number): number {
  if (value <= 0) return 0;
  const exponent = Math.ceil(Math.log(value) / Math.log1p(step));
  return Number(((1 + step) ** exponent).toPrecision(DIGITS));
}

/** The value that so large a share of all is not above, 0 to 1 (nearest rank); `undefined` of nothing. */
export function percentileOf(distribution: Distribution, share: number): number | undefined {
  const all = distribution.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(all * share));
  for (const [value, count] of distribution) {
    left -= count;
    if (left <= 0) return value;
  }
  return undefined;
}
