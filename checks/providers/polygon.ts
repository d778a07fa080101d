import { freshness, rows, type Secret, stream } from 'vedette';
import type { PolledOptions, StreamedOptions } from './options.ts';

/*
 * Massive, which was Polygon.io until 2025-10-30. `api.polygon.io` and `socket.polygon.io` have the same shapes.
 * https://massive.com/docs/rest/stocks/snapshots/full-market-snapshot
 * https://massive.com/docs/websocket/stocks/trades, https://massive.com/docs/websocket/stocks/quotes
 */
const REST = 'https://api.massive.com';
const SOCKET = 'wss://socket.massive.com/stocks';

export interface PolygonSnapshotOptions extends PolledOptions {
  readonly key: Secret;
}

/**
 * The snapshot of US stocks: all of `symbols` in one answer, or the whole market where they are only a number. Paid
 * plans have no quota (https://massive.com/knowledge-base/article/what-is-the-request-limit-for-polygons-restful-apis);
 * the free one has no snapshot. A plan whose data is delayed by 15 minutes wants `limit: '16m'`.
 */
export function polygonSnapshot({
  id = 'polygon-snapshot',
  key,
  url = REST,
  ...options
}: PolygonSnapshotOptions) {
  const { symbols } = options;
  return freshness(id, {
    calendar: 'XNYS',
    ...options,
    request: {
      url: `${url}/v2/snapshot/locale/us/markets/stocks/tickers`,
      query: isList(symbols) ? { tickers: symbols.join(',') } : {},
      auth: { bearer: key },
    },
    rows: rows.json('$.tickers[*]', {
      symbol: 'ticker',
      time: 'updated',
      price: 'lastTrade.p',
      size: 'lastTrade.s',
      bid: 'lastQuote.p',
      ask: 'lastQuote.P',
    }),
    time: 'ns',
  });
}

const isList = (symbols: PolledOptions['symbols']): symbols is readonly string[] => Array.isArray(symbols);

export interface PolygonStreamOptions extends StreamedOptions {
  readonly key: Secret;
}

/**
 * Trades of US stocks as they happen; `wss://delayed.massive.com/stocks` for a plan with delayed data, with
 * `limits: { latency: { p95: '16m' } }`. A key has one connection to stocks, and a second one ends the first: give such a check
 * one location, and a key of its own. The sequence `q` rises but leaves numbers out, so it is not judged.
 */
export const polygonTradeStream = ({ id = 'polygon-trades', ...options }: PolygonStreamOptions) =>
  cluster('T', { symbol: 'sym', time: 't', price: 'p', size: 's' }, { id, ...options });

/** The best bid and ask of US stocks as they change. What is said of `polygonTradeStream` holds here too. */
export const polygonQuoteStream = ({ id = 'polygon-quotes', ...options }: PolygonStreamOptions) =>
  cluster('Q', { symbol: 'sym', time: 't', bid: 'bp', ask: 'ap' }, { id, ...options });

function cluster(
  channel: 'T' | 'Q',
  fields: Parameters<typeof stream>[1]['ticks']['fields'],
  { id, key, url = SOCKET, ...options }: PolygonStreamOptions & { readonly id: string },
) {
  const params = options.symbols.map((symbol) => `${channel}.${symbol}`).join(',');
  return stream(id, {
    calendar: 'XNYS',
    ...options,
    url,
    open: [
      { expect: { status: 'connected' } },
      { send: { action: 'auth', params: key }, expect: { status: 'auth_success' } },
      { send: { action: 'subscribe', params }, expect: { status: 'success' } },
    ],
    ticks: { where: { ev: channel }, fields },
    time: 'ms',
  });
}
