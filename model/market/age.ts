import { formatMs } from '../duration.ts';
import { findingOf, type Offender, type Part, percent, seconds } from './finding.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import type { MarketNow } from './market-now.ts';
import type { Quote } from './quotes.ts';

/** A quote with its age in session time. */
export interface Aged {
  readonly quote: Quote;
  readonly ageMs: number;
}

/** Its age; nothing where it has no time that can be read. */
export const agedOf = (quote: Quote): Aged[] =>
  quote.tick.at === undefined ? [] : [{ quote, ageMs: quote.market.ageMs(quote.tick.at) }];

/** Symbols that are older than their limit, and apart from them those that matter each by itself. */
export function staleness(aged: readonly Aged[], { tolerate, named, namedMs }: FreshnessLimits): Part {
  const stale = aged.filter(({ quote, ageMs }) => quote.market.isSettled && ageMs > quote.limitMs);
  const wanted = new Set(named);
  const ofNamed = aged.filter(({ quote }) => wanted.has(quote.symbol));
  const tooOld = ofNamed.filter(({ quote, ageMs }) => quote.market.isSettled && ageMs > namedMs);
  return {
    told: [
      ...(wanted.size > 0
        ? [
            oldest(tooOld, {
              of: ofNamed.length,
              tolerate: 0,
              assertion: 'named symbols to be fresh',
              limit: () => namedMs,
            }),
          ]
        : []),
      oldest(stale, {
        of: aged.length,
        tolerate,
        assertion: 'symbols to be fresh',
        limit: ({ limitMs }) => limitMs,
      }),
    ],
    measured: {
      stale_count: stale.length,
      stale_share: percent(stale.length, aged.length),
      ...(wanted.size > 0 && {
        named_staleness: seconds(ofNamed.reduce((worst, { ageMs }) => Math.max(worst, ageMs), 0)),
      }),
    },
  };
}

interface Oldest {
  readonly of: number;
  readonly tolerate: number;
  readonly assertion: string;
  readonly limit: (quote: Quote) => number;
}

function oldest(stale: readonly Aged[], { limit, ...rest }: Oldest): Part['told'][number] {
  const offenders = stale.map(
    ({ quote, ageMs }): Offender => ({
      symbol: quote.symbol,
      says: saysAge(quote.symbol, ageMs, limit(quote)),
      weight: ageMs,
    }),
  );
  return {
    outcome: findingOf({ ...rest, offenders, reason: 'data_stale', are: 'stale symbols' }),
    offenders,
  };
}

function saysAge(symbol: string, ageMs: number, limitMs: number): string {
  const age = formatMs(ageMs);
  if (limitMs === 0) return symbol === '' ? `the data is late by ${age}` : `is late by ${age}`;
  const of = symbol === '' ? 'the newest is' : 'is';
  return `${of} ${age} old, above the limit of ${formatMs(limitMs)}`;
}

/** The newest of each market says how far its pipeline is behind. */
export function lag(aged: readonly Aged[], { lagMs }: FreshnessLimits): Part {
  const newest = new Map<MarketNow, Aged>();
  for (const one of aged) {
    const { market } = one.quote;
    if (one.ageMs < (newest.get(market)?.ageMs ?? Number.POSITIVE_INFINITY)) newest.set(market, one);
  }
  const all = [...newest.values()];
  if (lagMs === false || all.length === 0) return { told: [], measured: {} };
  const worst = all.reduce((most, { ageMs }) => Math.max(most, ageMs), 0);
  const offenders = all
    .filter(({ quote, ageMs }) => quote.market.isSettled && ageMs > lagMs)
    .map(
      ({ quote, ageMs }): Offender => ({
        symbol: quote.market.calendar.code,
        says: `is behind by ${formatMs(ageMs)} with its newest, ${quote.symbol}; the limit is ${formatMs(lagMs)}`,
        weight: ageMs,
      }),
    );
  const outcome = findingOf({
    assertion: 'the pipeline to keep up',
    reason: 'pipeline_late',
    offenders,
    of: all.length,
    tolerate: 0,
    are: 'markets behind',
  });
  return { told: [{ outcome, offenders }], measured: { lag: seconds(worst) } };
}
