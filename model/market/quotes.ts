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
  /** When the answer was given that has this tick. */
  readonly moment: Moment;
  readonly market: MarketNow;
  readonly limitMs: number;
  /** Numbers that are missing between the sequences of one answer, of all answers that have the symbol. */
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
    for (const [symbol, { tick, market, rows }] of openRows(ticks, limits, marketOf)) {
      const quote = {
        symbol,
        tick,
        moment,
        market,
        limitMs: limitFor(symbol, limits),
        leftOut: leftOutOf(rows),
      };
      const before = quotes.get(symbol);
      quotes.set(symbol, before ? later(before, quote) : quote);
    }
  }
  return [...quotes.values()];
}

/** What one answer has of a symbol: its rows, and the latest of them. */
interface OpenRows {
  tick: Tick;
  market: MarketNow;
  readonly rows: Tick[];
}

function openRows(
  ticks: readonly Tick[],
  limits: FreshnessLimits,
  marketOf: MarketOf,
): ReadonlyMap<string, OpenRows> {
  const open = new Map<string, OpenRows>();
  for (const tick of ticks) {
    const market = marketOf(calendarFor(tick, limits));
    if (!market.isOpen) continue;
    const known = open.get(tick.symbol);
    if (!known) open.set(tick.symbol, { tick, market, rows: [tick] });
    else {
      known.rows.push(tick);
      if (!isLater(known.tick, tick)) Object.assign(known, { tick, market });
    }
  }
  return open;
}

const later = (one: Quote, other: Quote): Quote => ({
  ...(isLater(one.tick, other.tick) ? one : other),
  leftOut: one.leftOut + other.leftOut,
});

const limitFor = (symbol: string, { groups, limitMs }: FreshnessLimits): number =>
  groups.find(({ has }) => has(symbol))?.limitMs ?? limitMs;

/** Of two rows with one time the sequence says which is the later. */
const isLater = (one: Tick, other: Tick): boolean =>
  ((one.at ?? 0) - (other.at ?? 0) || (one.sequence ?? 0) - (other.sequence ?? 0)) > 0;

/** Numbers that sequences leave out, in whichever order their rows stand. */
function leftOutOf(rows: readonly Tick[]): number {
  if (rows.length < 2) return 0;
  const sequences = new Set(rows.flatMap(({ sequence }) => sequence ?? []));
  if (sequences.size < 2) return 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sequence of sequences) {
    least = Math.min(least, sequence);
    most = Math.max(most, sequence);
  }
  return Math.max(0, most - least + 1 - sequences.size);
}
