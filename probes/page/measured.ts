import type { Opened } from './open.ts';
import type { LongTask, Readings } from './injected.ts';
import type { Measure } from './words.ts';

/** What one run came to. */
export interface Run {
  readonly values: Readonly<Partial<Record<Measure, number>>>;
  /** What a measure is owed to, such as the element of LCP. */
  readonly culprits: Readonly<Partial<Record<Measure, string>>>;
}

/** Input that waits for less is not felt: https://web.dev/articles/tbt. Milliseconds. */
const BLOCKING_MS = 50;

export function measuresOf({ readings }: Opened): Run {
  const { lcp, cls, inp, fcp, ttfb, longTasks, domContentLoaded, load } = readings;
  const after = fcp?.value ?? Number.POSITIVE_INFINITY;
  const values: Partial<Record<Measure, number | undefined>> = {
    lcp: lcp?.value,
    cls: cls?.value,
    inp: inp?.value,
    fcp: fcp?.value,
    ttfb: ttfb?.value,
    tbt: blockingTime(longTasks, after),
    domContentLoaded,
    load,
  };
  return { values: present(values), culprits: culpritsOf(readings) };
}

/** How much of long tasks held up input after a moment, milliseconds. */
export const blockingTime = (tasks: readonly LongTask[], after: number): number =>
  tasks.reduce((sum, { at, ms }) => {
    const seen = Math.min(ms, at + ms - after);
    return sum + Math.max(0, seen - BLOCKING_MS);
  }, 0);

function culpritsOf({ lcp, cls, inp, longTasks }: Readings): Run['culprits'] {
  const [longest] = [...longTasks].sort((a, b) => b.ms - a.ms);
  return present({
    lcp: lcp?.element,
    cls: cls?.element,
    inp: inp?.element,
    tbt: longest && `the longest task took ${Math.round(longest.ms)}ms`,
  });
}

function present<Value>(all: Partial<Record<Measure, Value | undefined>>): Partial<Record<Measure, Value>> {
  const there = Object.entries(all).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(there) as Partial<Record<Measure, Value>>;
}
