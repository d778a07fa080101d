import { DAY_MS, MINUTE_MS } from './civil.ts';
import { lastAtOrBefore } from './search.ts';

/** The instants that a zone's wall clocks show, epoch milliseconds. */
export interface Zone {
  /** The instant of a day (since 1970-01-01) and the milliseconds that the wall clock shows after midnight. */
  instantOf(day: number, clockMs: number): number;
  /** What wall clocks are ahead of UTC by then, in milliseconds. */
  offsetAt(instant: number): number;
}

/** No zone keeps an offset for less than a week; Morocco's four weeks of Ramadan are the shortest. */
const STRIDE_MS = 7 * DAY_MS;

/**
 * A zone's offsets between two days, asked of the platform's own zone data once. A time that the clocks skip is taken
 * as if they had not, and of one that they show twice the first is meant. Throws a RangeError for an unknown zone.
 */
export function zoneOf(timeZone: string, { fromDay, toDay }: { fromDay: number; toDay: number }): Zone {
  const offsetOf = offsetReader(timeZone);
  const [first, last] = [(fromDay - 2) * DAY_MS, (toDay + 2) * DAY_MS];
  const starts = [first];
  const offsets = [offsetOf(first)];
  for (let from = first; from < last; from += STRIDE_MS) {
    const after = offsetOf(from + STRIDE_MS);
    if (after === offsets.at(-1)) continue;
    starts.push(changeBetween(from, from + STRIDE_MS, offsetOf));
    offsets.push(after);
  }
  const offsetAt = (instant: number) => offsets[Math.max(0, lastAtOrBefore(starts, instant))] ?? 0;
  return {
    offsetAt,
    instantOf(day, clockMs) {
      const wall = day * DAY_MS + clockMs;
      const [before, after] = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)];
      const isAfter = offsetAt(wall - before) !== before && offsetAt(wall - after) === after;
      return wall - (isAfter ? after : before);
    },
  };
}

/** The first minute of the new offset: zones change theirs on whole minutes. */
function changeBetween(from: number, to: number, offsetOf: (instant: number) => number): number {
  const before = offsetOf(from);
  let [low, high] = [from / MINUTE_MS, to / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetOf(middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

function offsetReader(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, +value]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    return wall - Math.floor(instant / 1_000) * 1_000;
  };
}
