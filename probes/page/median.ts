import type { Run } from './measured.ts';
import { MEASURE_NAMES, type Measure } from './words.ts';

/** The run in which a measure is the median of all that have it; of an even number the lower of the two in the middle. */
export function medianRun<R extends Run>(runs: readonly R[], measure: Measure): R | undefined {
  const sorted = runs
    .filter(({ values }) => values[measure] !== undefined)
    .sort((one, other) => (one.values[measure] ?? 0) - (other.values[measure] ?? 0));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Every measure by itself: a value that was really seen, with what it was owed to then. */
export function medianOf(runs: readonly Run[]): Run {
  const values: Partial<Record<Measure, number>> = {};
  const culprits: Partial<Record<Measure, string>> = {};
  for (const name of MEASURE_NAMES) {
    const run = medianRun(runs, name);
    const { [name]: value } = run?.values ?? {};
    const { [name]: culprit } = run?.culprits ?? {};
    if (value !== undefined) values[name] = value;
    if (culprit !== undefined) culprits[name] = culprit;
  }
  return { values, culprits };
}
