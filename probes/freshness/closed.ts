import { closedSays } from '../../model/market/closed.ts';
import { marketsAt } from '../../model/market/market-now.ts';
import type { MarketOf } from '../../model/market/quotes.ts';
import type { Calendar, CalendarOption } from '../../model/session/calendar.ts';
import type { FreshnessSpec } from './check.ts';
import { hasVenues } from './words.ts';

/** Every market as it is at one moment. */
export interface At {
  readonly marketOf: MarketOf;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const atTime = ({ limits, due }: FreshnessSpec, now: number): At => ({
  marketOf: marketsAt(now, limits.graceMs, due),
  now,
});

/** The calendars of the symbols that a process has seen; nothing before the first answer. */
export type Seen = readonly CalendarOption[] | undefined;

/** Where all markets are closed, the calendar of the one that opens first. Nothing is said while venues are not known yet. */
export function closedFor({ limits, rows }: FreshnessSpec, seen: Seen, at: At): Calendar | undefined {
  if (hasVenues(rows) && !seen) return undefined;
  return firstToOpen([...calendarsOf(limits), ...(seen ?? [])], at);
}

/**
 * Why silence may be nothing. A process that has seen no answer yet does not know the venues of the rows: while every
 * calendar that the definition names is closed, it may be a closed market's or an outage, which warns and pages nobody.
 */
export function doubtOf({ limits }: FreshnessSpec, seen: Seen, at: At): string | undefined {
  const closed = seen ? undefined : firstToOpen(calendarsOf(limits), at);
  return closed && `${closedSays(closed, at.now)}, and no answer has named other venues yet`;
}

/** The calendars that a definition names. */
const calendarsOf = ({ calendar, groups }: FreshnessSpec['limits']): CalendarOption[] => [
  calendar,
  ...groups.flatMap((group) => group.calendar ?? []),
];

function firstToOpen(options: readonly CalendarOption[], { marketOf, now }: At): Calendar | undefined {
  const markets = options.map((option) => marketOf(option));
  if (markets.some(({ isOpen }) => isOpen)) return undefined;
  const opens = ({ nextOpen }: Calendar) => nextOpen(now) ?? Number.POSITIVE_INFINITY;
  return markets
    .map(({ calendar }) => calendar)
    .reduce((one, other) => (opens(other) < opens(one) ? other : one));
}
