import { condensed, type Distribution } from './distribution.ts';

/** Values above it are kept to about three digits; up to it, whole. */
const WHOLE_UP_TO = 1_000;

const DIGITS = 3;

/**
 * How values of any number are spread, in little memory: values up to 1,000 are rounded up to whole ones, larger ones to
 * three digits, so that some 1,000 counters a power of ten are all there can be. Values below 0 count as 0.
 */
export class Spread {
  readonly #counts = new Map<number, number>();
  #largest = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    const kept = Math.max(0, value);
    const rounded = rounding(kept);
    this.#counts.set(rounded, (this.#counts.get(rounded) ?? 0) + 1);
    if (kept > this.#largest) this.#largest = kept;
    this.#count += 1;
  }

  /** At most 150 values; the largest is true. */
  distribution(): Distribution {
    const counts = [...this.#counts].map(
      ([value, count]) => [Math.min(value, this.#largest), count] as const,
    );
    return condensed(counts);
  }
}

function rounding(value: number): number {
  if (value <= WHOLE_UP_TO) return Math.ceil(value);
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - DIGITS);
  return Math.ceil(value / step) * step;
}
