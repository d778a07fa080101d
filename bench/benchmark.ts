/** One figure. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Against what, and how many times as much: `1.4 x floor`. @default none */
  readonly ratio?: string;
  readonly note?: string;
}

export interface BenchOptions {
  /** Fewer probes and one round: to see that it runs, not to quote. */
  readonly quick: boolean;
}

/** One thing that is measured. A peer that is not installed is a row without a value's worth: see `absent`. */
export interface Benchmark {
  readonly about: string;
  readonly run: (options: BenchOptions) => Promise<readonly Row[]>;
}

/** The row of a peer that is not on this machine. */
export const absent = (name: string, fix: string): Row => ({
  name,
  value: Number.NaN,
  unit: '',
  note: `absent: ${fix}`,
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

export const times = (value: number, of: number, what: string): string =>
  `${(value / of).toFixed(2)} x ${what}`;
