import { findingOf, type Part, percent } from './finding.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import { calendarFor, type MarketOf, type Quote } from './quotes.ts';

/** Who is wanted and not there, or there without a time that can be read. */
export function coverage(quotes: readonly Quote[], limits: FreshnessLimits, marketOf: MarketOf): Part {
  const { wanted, coverage: least, tolerate } = limits;
  const timed = new Set(quotes.filter(({ tick }) => tick.at !== undefined).map(({ symbol }) => symbol));
  const asked = wantedOf(quotes, limits, marketOf);
  const missing = Array.isArray(wanted)
    ? asked.symbols.filter((symbol) => !timed.has(symbol))
    : unnamed(asked, timed);
  const share = percent(asked.count - missing.length, asked.count);
  const offenders =
    share < least * 100 && asked.count > 0
      ? missing.map((symbol) => ({ symbol, says: 'is missing', weight: 1 }))
      : [];
  const outcome = findingOf({
    assertion: 'symbols to be there',
    reason: 'symbols_missing',
    offenders,
    of: asked.count,
    tolerate,
    are: 'missing symbols',
    summary: listed(missing),
  });
  return {
    told: [{ outcome, offenders }],
    measured: { missing_count: missing.length, ...(asked.count > 0 && { coverage: share }) },
  };
}

const MOST_NAMED = 3;

/** The first few by name; those without one are only counted. */
function listed(symbols: readonly string[]): string {
  const named = symbols.filter((symbol) => symbol !== UNNAMED).slice(0, MOST_NAMED);
  const more = symbols.length - named.length;
  if (named.length === 0) return 'which ones cannot be told';
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}

/** A symbol that is missing where only a number of them is known. */
const UNNAMED = '?';

interface Asked {
  readonly symbols: readonly string[];
  readonly count: number;
}

function wantedOf(
  quotes: readonly Quote[],
  { wanted, ...limits }: FreshnessLimits,
  marketOf: MarketOf,
): Asked {
  if (typeof wanted === 'number') return { symbols: [], count: wanted };
  if (wanted === undefined) {
    const symbols = quotes.map(({ symbol }) => symbol);
    return { symbols, count: symbols.length };
  }
  const venues = new Map(quotes.map(({ symbol, tick }) => [symbol, tick.venue]));
  const symbols = wanted.filter((symbol) => {
    const venue = venues.get(symbol);
    return marketOf(calendarFor({ symbol, ...(venue && { venue }) }, limits)).isOpen;
  });
  return { symbols, count: symbols.length };
}

/** Where only a number is known, those that are missing have no names. */
const unnamed = ({ symbols, count }: Asked, timed: ReadonlySet<string>): string[] =>
  symbols.length > 0
    ? symbols.filter((symbol) => !timed.has(symbol))
    : Array.from({ length: Math.max(0, count - timed.size) }, () => UNNAMED);
