import { formatMs } from '../duration.ts';
import { findingOf, type Offender, type Part, percent, printed, seconds } from './finding.ts';
import type { FreshnessLimits } from './freshness-limits.ts';
import type { MarketNow } from './market-now.ts';
import type { Quote } from './quotes.ts';

/** A quote with its age in session time. */
export interface Aged {
  readonly quote: Quote;
  readonly ageMs: number;
}

/** Its age when its answer was given: what we take for other requests makes nothing older. Nothing without a time. */
export function agedOf(quote: Quote): Aged[] {
  const { tick, market, moment } = quote;
  if (tick.at === undefined) return [];
  return [{ quote, ageMs: Math.max(0, market.ageMs(tick.at) - market.ageMs(moment.answeredAt)) }];
}

/** Symbols that are older than their limit, and apart from them those that matter each by itself; none in an opening's grace. */
export function staleness(aged: readonly Aged[], { tolerate, named, namedMs }: FreshnessLimits): Part {
  const settled = aged.filter(({ quote }) => quote.market.isSettled);
  const stale = settled.filter(({ quote, ageMs }) => ageMs > quote.limitMs);
  const wanted = new Set(named);
  const ofNamed = settled.filter(({ quote }) => wanted.has(quote.symbol));
  const tooOld = ofNamed.filter(({ ageMs }) => ageMs > namedMs);
  return {
    told: [
      ...(wanted.size > 0
        ? [
            oldest(tooOld, {
              of: ofNamed.length,
              tolerate: 0,
              assertion: 'named symbols to be fresh',
              are: 'named symbols that are stale',
              limit: () => namedMs,
            }),
          ]
        : []),
      oldest(stale, {
        of: aged.length,
        tolerate,
        assertion: 'symbols to be fresh',
        are: 'stale symbols',
        limit: ({ limitMs }) => limitMs,
      }),
    ],
    measured: {
      stale_count: stale.length,
      stale_share: percent(stale.length, aged.length),
      ...(ofNamed.length > 0 && {
        named_staleness: seconds(ofNamed.reduce((worst, { ageMs }) => Math.max(worst, ageMs), 0)),
      }),
    },
  };
}

interface Oldest {
  readonly of: number;
  readonly tolerate: number;
  readonly assertion: string;
  readonly are: string;
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
    outcome: findingOf({ ...rest, offenders, reason: 'data_stale' }),
    offenders,
  };
}

function saysAge(symbol: string, ageMs: number, limitMs: number): string {
  if (limitMs === 0) return `${symbol === '' ? 'the data ' : ''}is late by ${formatMs(ageMs)}`;
  const of = symbol === '' ? 'the newest is' : 'is';
  return `${of} ${above(ageMs, limitMs)} old, above the limit of ${formatMs(limitMs)}`;
}

/** An age that reads like its limit is told to the second: nothing is 5m old and above 5m. */
const above = (ageMs: number, limitMs: number): string =>
  formatMs(ageMs) === formatMs(limitMs) ? `${seconds(ageMs)}s` : formatMs(ageMs);

const newestOf = ({ symbol }: Quote): string => (symbol === '' ? '' : ` with its newest, ${printed(symbol)}`);

/** The newest of each market says how far its pipeline is behind, once its grace is over. */
export function lag(aged: readonly Aged[], { lagMs }: FreshnessLimits): Part {
  const newest = new Map<MarketNow, Aged>();
  for (const one of aged) {
    const { market } = one.quote;
    if (market.isSettled && one.ageMs < (newest.get(market)?.ageMs ?? Number.POSITIVE_INFINITY))
      newest.set(market, one);
  }
  const all = [...newest.values()];
  if (lagMs === false || all.length === 0) return { told: [], measured: {} };
  const worst = all.reduce((most, { ageMs }) => Math.max(most, ageMs), 0);
  const offenders = all
    .filter(({ ageMs }) => ageMs > lagMs)
    .map(
      ({ quote, ageMs }): Offender => ({
        symbol: quote.market.calendar.code,
        says: `is behind by ${above(ageMs, lagMs)}${newestOf(quote)}; the limit is ${formatMs(lagMs)}`,
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
