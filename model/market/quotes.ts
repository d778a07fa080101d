import type { CalendarOption } from '../session/calendar.ts';
import { CALENDAR_CODES, type CalendarCode } from '../session/codes.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import type { Moment } from './known.ts';
import type { MarketNow } from './market-now.ts';
import type { Tick } from './tick.ts';

/** What one answer of a source says. */
export interface Answered {
  readonly ticks: readonly Tick[];
  readonly moment: Moment;
}

/** The latest of a symbol, with where it trades. */
export interface Quote {
  readonly symbol: string;
  readonly tick: Tick;
  readonly moment: Moment;
  readonly market: MarketNow;
  readonly limitMs: number;
  /** Steps of its sequence that an answer with several of its rows leaves out. */
  readonly leftOut: number;
}

/** Gives a market as it is now. */
export type MarketOf = (option: CalendarOption) => MarketNow;

const CODES: ReadonlySet<string> = new Set(CALENDAR_CODES);

/** The calendar of a symbol: its venue's where that is one, then its group's, then the check's. */
export function calendarFor(
  { symbol, venue = '' }: Pick<Tick, 'symbol' | 'venue'>,
  { groups, calendar }: Pick<FreshnessLimits, 'groups' | 'calendar'>,
): CalendarOption {
  if (CODES.has(venue)) return venue as CalendarCode;
  return groups.find(({ has }) => has(symbol))?.calendar ?? calendar;
}

/** Every symbol's latest quote, of those whose market is open. */
export function openQuotes(
  answers: readonly Answered[],
  limits: FreshnessLimits,
  marketOf: MarketOf,
): Quote[] {
  const quotes = new Map<string, Quote>();
  for (const { ticks, moment } of answers) {
    for (const tick of ticks) {
      const market = marketOf(calendarFor(tick, limits));
      if (!market.isOpen) continue;
      const { symbol } = tick;
      const before = quotes.get(symbol);
      const leftOut =
        (before?.leftOut ?? 0) + (before?.moment === moment ? missedBetween(before.tick, tick) : 0);
      const latest = before && isNewer(before.tick, tick) ? before.tick : tick;
      quotes.set(symbol, {
        symbol,
        tick: latest,
        moment,
        market,
        limitMs: limitFor(symbol, limits),
        leftOut,
      });
    }
  }
  return [...quotes.values()];
}

const limitFor = (symbol: string, { groups, limitMs }: FreshnessLimits): number =>
  groups.find(({ has }) => has(symbol))?.limitMs ?? limitMs;

const isNewer = (one: Tick, other: Tick): boolean => (one.at ?? 0) > (other.at ?? 0);

/** Rows of a symbol stand in either order. */
function missedBetween({ sequence: one }: Tick, { sequence: other }: Tick): number {
  if (one === undefined || other === undefined) return 0;
  return Math.max(0, Math.abs(other - one) - 1);
}
