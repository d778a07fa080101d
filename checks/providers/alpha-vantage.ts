import { type Every, type FreshnessRequest, freshness, type Quota, rows, type Secret } from 'vedette';
import type { PolledOptions } from './options.ts';

/* https://www.alphavantage.co/documentation/ and https://www.alphavantage.co/premium/ */
const REST = 'https://www.alphavantage.co';

/** Every time of a US stock is of New York's wall clock. */
const ZONE = 'America/New_York';

/** The free plan: 25 requests a day (https://www.alphavantage.co/support/); five a minute and one a second as its refusals say. */
const FREE = { callsPerDay: 25, callsPerMinute: 5, callsPerSecond: 1 } as const;

/** The smallest premium plan: 75 requests a minute, none counted by the day. */
const PREMIUM = { callsPerMinute: 75 } as const;

/** It refuses with a status of 200 and a sentence, which has been worded in each of these ways. */
const REFUSAL = /rate limit|call frequency|requests? per (day|minute|second)/i;

export interface AlphaVantageOptions extends Omit<PolledOptions, 'symbols'> {
  readonly key: Secret;
  /** Each is a request of its own: up to 5 in one check on the free plan. */
  readonly symbols: readonly string[];
}

/**
 * The latest price of each symbol (`GLOBAL_QUOTE`), which the free plan updates once a trading day: it must be of today
 * before the day in New York ends. It is asked as often as `callsPerDay` lets it.
 */
export function alphaVantageQuotes({
  id = 'alpha-vantage-quotes',
  key,
  url = REST,
  quota = FREE,
  ...options
}: AlphaVantageOptions) {
  const { symbols } = options;
  return freshness(id, {
    calendar: 'XNYS',
    due: { by: '23:59', zone: ZONE },
    every: asOftenAs(quota, symbols.length),
    timeout: '30s',
    ...options,
    quota: { refusal: REFUSAL, ...quota },
    requests: symbols.map((symbol) => asking({ function: 'GLOBAL_QUOTE', symbol }, { key, url })),
    rows: rows.csv({ symbol: 'symbol', time: 'latestDay', price: 'price', size: 'volume' }),
    time: { zone: ZONE },
  });
}

const HOURS = 24;

/** Whole hours between runs of so many requests. */
function asOftenAs({ callsPerDay = Number.POSITIVE_INFINITY }: Quota, requests: number): Every {
  const runs = Math.min(HOURS, Math.max(1, Math.floor(callsPerDay / Math.max(1, requests))));
  return `${Math.ceil(HOURS / runs)}h`;
}

export interface AlphaVantageIntradayOptions extends AlphaVantageOptions {
  /** What the plan includes. @default 'realtime' */
  readonly entitlement?: 'realtime' | 'delayed';
}

/**
 * Bars of one minute of each symbol (`TIME_SERIES_INTRADAY`), on a premium plan. A bar is stamped with the minute that it
 * begins at, so that a fresh one is up to two minutes old, and 15 more on a plan with delayed data.
 */
export function alphaVantageIntraday({
  id = 'alpha-vantage-intraday',
  key,
  url = REST,
  quota = PREMIUM,
  entitlement = 'realtime',
  ...options
}: AlphaVantageIntradayOptions) {
  const bars = { function: 'TIME_SERIES_INTRADAY', interval: '1min', extended_hours: 'false', entitlement };
  return freshness(id, {
    calendar: 'XNYS',
    limit: entitlement === 'delayed' ? '18m' : '3m',
    ...options,
    quota: { refusal: REFUSAL, ...quota },
    requests: options.symbols.map((symbol) => ({ ...asking({ ...bars, symbol }, { key, url }), symbol })),
    rows: rows.csv({ time: 'timestamp', price: 'close', size: 'volume' }),
    time: { zone: ZONE },
  });
}

const asking = (
  query: Readonly<Record<string, string>>,
  { key, url }: { readonly key: Secret; readonly url: string },
): FreshnessRequest => ({ url: `${url}/query`, query: { ...query, datatype: 'csv', apikey: key } });
