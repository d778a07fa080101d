import { freshness, rows, type Secret, stream } from 'vedette';
import type { PolledOptions, StreamedOptions } from './options.ts';

/* https://finnhub.io/docs/api/quote, https://finnhub.io/docs/api/websocket-trades */
const REST = 'https://finnhub.io/api/v1';
const SOCKET = 'wss://ws.finnhub.io';

/** https://finnhub.io/pricing for the free plan's minute, https://finnhub.io/docs/api/rate-limit for every plan's second. */
const FREE = { callsPerMinute: 60, callsPerSecond: 30 } as const;

export interface FinnhubQuotesOptions extends PolledOptions {
  readonly key: Secret;
  /** Each is a request of its own: up to 50. */
  readonly symbols: readonly string[];
}

/** The last price of each US stock, with the time of its trade. A symbol that Finnhub does not know comes with the time 0. */
export function finnhubQuotes({ id = 'finnhub-quotes', key, url = REST, ...options }: FinnhubQuotesOptions) {
  return freshness(id, {
    calendar: 'XNYS',
    quota: FREE,
    ...options,
    requests: options.symbols.map((symbol) => ({
      symbol,
      url: `${url}/quote`,
      query: { symbol },
      headers: { 'x-finnhub-token': key },
    })),
    rows: rows.json('$', { time: 't', price: 'c' }),
    time: 's',
  });
}

export interface FinnhubStreamOptions extends StreamedOptions {
  readonly key: Secret;
}

/**
 * Trades as they happen. Nothing answers a subscription but the first trade. A key has one connection: give such a check one
 * location, and a key of its own.
 */
export function finnhubTradeStream({
  id = 'finnhub-trades',
  key,
  url = SOCKET,
  ...options
}: FinnhubStreamOptions) {
  return stream(id, {
    calendar: 'XNYS',
    ...options,
    url,
    query: { ...options.query, token: key },
    open: [{ send: { type: 'subscribe', symbol: '{{symbol}}' } }],
    ticks: {
      where: { type: 'trade' },
      rows: 'data',
      fields: { symbol: 's', time: 't', price: 'p', size: 'v' },
    },
    heartbeats: { type: 'ping' },
    time: 'ms',
  });
}
