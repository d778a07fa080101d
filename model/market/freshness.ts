import type { AssertionOutcome } from '../assertion/assertion.ts';
import { type Distribution, distributionOf } from '../distribution.ts';
import type { EvidenceItem } from '../result.ts';
import { agedOf, lag, staleness } from './age.ts';
import { coverage } from './coverage.ts';
import { itemsOf, seconds } from './finding.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import type { Known } from './known.ts';
import { type Answered, type MarketOf, openQuotes, type Quote } from './quotes.ts';
import { followAll, soundness } from './sanity.ts';

export interface FreshnessRequest {
  readonly answers: readonly Answered[];
  readonly limits: FreshnessLimits;
  readonly marketOf: MarketOf;
  readonly known: Known;
}

/** What quotes come to. Ages are seconds, shares percent. */
export interface Freshness {
  readonly outcomes: readonly AssertionOutcome[];
  readonly measurements: Readonly<Record<string, number>>;
  readonly staleness: Distribution;
  readonly items: readonly EvidenceItem[];
  readonly known: Known;
}

/** Judges every quote whose market is open: its age in session time, and whether it can be true. Pure. */
export function judgeFreshness(request: FreshnessRequest): Freshness {
  const { answers, limits, marketOf, known } = request;
  const quotes = openQuotes(answers, limits, marketOf);
  const aged = quotes.flatMap(agedOf);
  const followed = followAll(quotes, known, limits.sanity);
  const age = staleness(aged, limits);
  const there = coverage(request, quotes);
  const late = lag(aged, limits);
  const sound = soundness(followed, limits);
  const isBehind = late.told.some(({ offenders }) => offenders.length > 0) && hasMoved(quotes, known);
  // A pipeline that runs behind makes every symbol stale: that it runs at all says which of the two to tell.
  const first = isBehind ? [...late.told, ...age.told] : [...age.told, ...late.told];
  const told = [...first, ...there.told, ...sound];
  return {
    outcomes: told.map(({ outcome }) => outcome),
    measurements: { symbols: quotes.length, ...age.measured, ...there.measured, ...late.measured },
    staleness: distributionOf(aged.map(({ ageMs }) => seconds(ageMs))),
    items: itemsOf(told.map(({ offenders }) => offenders)),
    // What is not there any more is forgotten: a source must not choose how much we remember.
    known: new Map(followed.slice(0, MOST_KNOWN).map(({ quote, after }) => [quote.symbol, after])),
  };
}

/** Symbols that are remembered: more than any check can name, and about 20 MB. */
const MOST_KNOWN = 100_000;

/** Whether any symbol has an event that is newer than the last time. */
const hasMoved = (quotes: readonly Quote[], known: Known): boolean =>
  quotes.some(({ symbol, tick }) => {
    const before = known.get(symbol)?.at;
    return before !== undefined && tick.at !== undefined && tick.at > before;
  });
