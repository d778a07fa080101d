import { freshness, rows, stream } from 'vedette';
import type { PolledOptions, StreamedOptions } from './options.ts';

/*
 * The addresses for market data only, which need no key.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
const REST = 'https://data-api.binance.vision';
const SOCKET = 'wss://data-stream.binance.vision';

/** What an address may ask in a minute (https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits). */
const WEIGHT_A_MINUTE = 6_000;

/** What a request for so many symbols weighs. */
const weightOf = (symbols: number): number => (symbols <= 20 ? 2 : symbols <= 100 ? 40 : 80);

export interface BinanceTickersOptions extends PolledOptions {
  /** As Binance writes them: `'BTCUSDT'`. */
  readonly symbols: readonly string[];
}

/**
 * The last day of each symbol, in one answer. Its time is the end of the day that is summed up, so an idle symbol may have a
 * stamp that moves: then its price stands still, which is told as a flat line.
 */
export function binanceTickers({ id = 'binance-tickers', url = REST, ...options }: BinanceTickersOptions) {
  const { symbols } = options;
  return freshness(id, {
    calendar: 'CRYPTO',
    quota: { callsPerMinute: WEIGHT_A_MINUTE / weightOf(symbols.length) },
    ...options,
    request: { url: `${url}/api/v3/ticker/24hr`, query: { symbols: JSON.stringify(symbols) } },
    rows: rows.json('$[*]', {
      symbol: 'symbol',
      time: 'closeTime',
      price: 'lastPrice',
      size: 'lastQty',
      bid: 'bidPrice',
      ask: 'askPrice',
    }),
    time: 'ms',
  });
}

/** Trades as they happen, of all symbols over one connection. */
export function binanceTradeStream({ id = 'binance-trades', url = SOCKET, ...options }: StreamedOptions) {
  return stream(id, {
    calendar: 'CRYPTO',
    ...options,
    url: combined(url, options.symbols, 'trade'),
    ticks: {
      where: { 'data.e': 'trade' },
      rows: 'data',
      fields: { symbol: 's', time: 'T', price: 'p', size: 'q' },
    },
    time: 'ms',
  });
}

/** The best bid and ask as they change. They come without a time: silence and crossed books are judged, lateness is not. */
export function binanceBookStream({ id = 'binance-book', url = SOCKET, ...options }: StreamedOptions) {
  return stream(id, {
    calendar: 'CRYPTO',
    ...options,
    url: combined(url, options.symbols, 'bookTicker'),
    ticks: { rows: 'data', fields: { symbol: 's', bid: 'b', ask: 'a' } },
  });
}

/** Streams are named in lower case, and what they send in upper. */
const combined = (url: string, symbols: readonly string[], name: string): string =>
  `${url}/stream?streams=${symbols.map((symbol) => `${symbol.toLowerCase()}@${name}`).join('/')}`;
