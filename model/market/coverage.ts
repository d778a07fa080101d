import { findingOf, type Offender, type Part, percent, percentOf, printed, type Told } from './finding.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import { type Answered, calendarFor, type MarketOf, type Quote } from './quotes.ts';

interface Asked {
  readonly answers: readonly Answered[];
  readonly limits: FreshnessLimits;
  readonly marketOf: MarketOf;
}

/** Who is wanted and not there, or there without a time that can be read; apart from them those that matter each by itself. */
export function coverage(asked: Asked, quotes: readonly Quote[]): Part {
  const { limits, answers } = asked;
  const there = thereIn(answers);
  const ofNamed = among(openOf(limits.named, there, asked), there);
  const ofAll = ofWanted(asked, quotes, there);
  const { count, missing } = ofAll;
  return {
    told: [
      ...(limits.named.length > 0 ? [toldOf(ofNamed, { ...NAMED, tolerate: 0 })] : []),
      toldOf(isEnough(ofAll, limits) ? { count, missing: [] } : ofAll, { ...ALL, tolerate: limits.tolerate }),
    ],
    measured: {
      missing_count: missing.length,
      ...(count > 0 && { coverage: percent(count - missing.length, count) }),
    },
  };
}

/** What the answers have of a symbol, whether its market is open or not. */
interface There {
  readonly venue: string | undefined;
  readonly hasTime: boolean;
}

type Everyone = ReadonlyMap<string, There>;

function thereIn(answers: readonly Answered[]): Everyone {
  const everyone = new Map<string, There>();
  for (const { symbol, venue, at } of answers.flatMap(({ ticks }) => ticks)) {
    const before = everyone.get(symbol);
    const hasTime = at !== undefined || before?.hasTime === true;
    everyone.set(symbol, { venue: venue ?? before?.venue, hasTime });
  }
  return everyone;
}

/** Of these symbols those whose market is open. */
const openOf = (symbols: readonly string[], there: Everyone, { limits, marketOf }: Asked): string[] =>
  symbols.filter((symbol) => {
    const venue = there.get(symbol)?.venue;
    return marketOf(calendarFor({ symbol, ...(venue && { venue }) }, limits)).isOpen;
  });

interface Missing {
  /** How many are wanted. */
  readonly count: number;
  readonly missing: readonly Offender[];
}

/** Who of these is missing. */
function among(symbols: readonly string[], there: Everyone): Missing {
  const missing = symbols
    .filter((symbol) => !there.get(symbol)?.hasTime)
    .map((symbol) => ({ symbol, says: absence(there.get(symbol)), weight: 1 }));
  return { count: symbols.length, missing };
}

const absence = (there: There | undefined): string => (there ? 'has no time that can be read' : 'is missing');

/** One that is missing where only a number of them is known. */
const UNNAMED: Offender = { symbol: '?', says: 'is missing', weight: 1 };

function ofWanted(asked: Asked, quotes: readonly Quote[], there: Everyone): Missing {
  const { wanted } = asked.limits;
  if (typeof wanted !== 'number') {
    return among(wanted ? openOf(wanted, there, asked) : quotes.map(({ symbol }) => symbol), there);
  }
  const timed = [...there.values()].filter(({ hasTime }) => hasTime).length;
  return { count: wanted, missing: Array.from({ length: Math.max(0, wanted - timed) }, () => UNNAMED) };
}

const isEnough = ({ count, missing }: Missing, { coverage: least }: FreshnessLimits): boolean =>
  (count - missing.length) * 100 >= count * percentOf(least);

const NAMED = { assertion: 'named symbols to be there', are: 'named symbols that are missing' };
const ALL = { assertion: 'symbols to be there', are: 'missing symbols' };

interface Saying {
  readonly tolerate: number;
  readonly assertion: string;
  readonly are: string;
}

function toldOf({ count, missing }: Missing, saying: Saying): Told {
  const summary = listed(missing);
  const outcome = findingOf({ ...saying, reason: 'symbols_missing', offenders: missing, of: count, summary });
  return { outcome, offenders: missing.filter((one) => one !== UNNAMED) };
}

const MOST_NAMED = 3;

/** The first few by name; those without one are only counted. */
function listed(missing: readonly Offender[]): string {
  const named = missing.filter((one) => one !== UNNAMED).slice(0, MOST_NAMED);
  const more = missing.length - named.length;
  if (named.length === 0) return 'which ones cannot be told';
  const names = named.map(({ symbol }) => printed(symbol)).join(', ');
  return more === 0 ? names : `${names} and ${more} more`;
}
