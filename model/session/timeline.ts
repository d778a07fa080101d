import { lastAtOrBefore } from './search.ts';
import type { Session } from './sessions-of.ts';

/** When a market is open, as ascending numbers: the n-th opening ends with the n-th close. */
export interface Timeline {
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Open milliseconds before the n-th opening. */
  readonly elapsed: Float64Array;
}

/** The sessions without their breaks; what goes over into the next one without closing is one opening. */
export function timelineOf(sessions: readonly Session[]): Timeline {
  const joined: [open: number, close: number][] = [];
  for (const [open, close] of sessions.flatMap(partsOf)) {
    const last = joined.at(-1);
    if (last && open <= last[1]) last[1] = Math.max(last[1], close);
    else joined.push([open, close]);
  }
  let total = 0;
  const elapsed = joined.map(([open, close]) => {
    const before = total;
    total += close - open;
    return before;
  });
  return {
    opens: Float64Array.from(joined, ([open]) => open),
    closes: Float64Array.from(joined, ([, close]) => close),
    elapsed: Float64Array.from(elapsed),
  };
}

function partsOf({ open, close, breaks }: Session): [open: number, close: number][] {
  const starts = [open, ...breaks.map(([, to]) => to)];
  const ends = [...breaks.map(([from]) => from), close];
  return starts.map((start, index) => [start, ends[index] ?? close]);
}

export function isOpenAt({ opens, closes }: Timeline, t: number): boolean {
  const index = lastAtOrBefore(opens, t);
  return index >= 0 && t < Number(closes[index]);
}

/** Open milliseconds from the timeline's beginning to `t`. */
export function openTimeUntil({ opens, closes, elapsed }: Timeline, t: number): number {
  const index = lastAtOrBefore(opens, t);
  if (index < 0) return 0;
  return Number(elapsed[index]) + Math.min(t, Number(closes[index])) - Number(opens[index]);
}
