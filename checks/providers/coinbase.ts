import { freshness, rows, stream } from 'vedette';
import type { PolledOptions, StreamedOptions } from './options.ts';

/*
 * https://docs.cdp.coinbase.com/exchange/reference/exchangerestapi_getproductticker
 * https://docs.cdp.coinbase.com/exchange/websocket-feed/channels
 */
const REST = 'https://api.exchange.coinbase.com';
const SOCKET = 'wss://ws-feed.exchange.coinbase.com';

/** Public requests of an address (https://docs.cdp.coinbase.com/exchange/rest-api/rate-limits). */
const PUBLIC = { callsPerSecond: 10 } as const;

export interface CoinbaseTickersOptions extends PolledOptions {
  /** Products, as `'BTC-USD'`; each is a request of its own, up to 50. */
  readonly symbols: readonly string[];
}

/** The last trade and the best bid and ask of each product. */
export function coinbaseTickers({ id = 'coinbase-tickers', url = REST, ...options }: CoinbaseTickersOptions) {
  return freshness(id, {
    calendar: 'CRYPTO',
    quota: PUBLIC,
    ...options,
    requests: options.symbols.map((symbol) => ({ symbol, url: `${url}/products/${symbol}/ticker` })),
    rows: rows.json('$', { time: 'time', price: 'price', size: 'size', bid: 'bid', ask: 'ask' }),
  });
}

/**
 * The ticker of each product, with Coinbase's heartbeats, which are counted apart: they go on when nothing trades. The
 * ticker's sequence leaves numbers out, so it is not judged.
 */
export function coinbaseTickerStream({
  id = 'coinbase-ticker-stream',
  url = SOCKET,
  ...options
}: StreamedOptions) {
  return stream(id, {
    calendar: 'CRYPTO',
    ...options,
    url,
    open: [
      {
        send: { type: 'subscribe', product_ids: '{{symbols}}', channels: ['ticker', 'heartbeat'] },
        expect: { type: 'subscriptions' },
      },
    ],
    ticks: {
      where: { type: 'ticker' },
      fields: {
        symbol: 'product_id',
        time: 'time',
        price: 'price',
        size: 'last_size',
        bid: 'best_bid',
        ask: 'best_ask',
      },
    },
    heartbeats: { type: 'heartbeat' },
  });
}
