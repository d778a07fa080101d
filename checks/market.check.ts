import { freshness, rows } from 'vedette';
import { target } from './target.ts';

/** The most traded of each venue: what is quiet here is not the market. */
export const LIQUID = ['BHP', 'CBA', 'CSL', 'RIO', 'WES', 'NAB', 'JPM', 'V', 'MA', 'AZN', 'SHEL', 'HSBA'];

/** Every quote that the web site shows is of now, and could be true. */
export const marketPrices = freshness('market-prices', {
  description: 'Quotes as the web site and the app poll them.',
  calendar: target.calendar,
  every: '10s',
  timeout: '5s',
  request: { url: `${target.secure}/v1/market/quotes` },
  rows: rows.json('$.quotes[*]', {
    symbol: 'symbol',
    time: 'time',
    price: 'price',
    size: 'size',
    bid: 'bid',
    ask: 'ask',
    sequence: 'sequence',
  }),
  symbols: { atLeast: 290 },
  limit: '30s',
  groups: [{ name: 'liquid', symbols: LIQUID, limit: '5s' }],
  named: { symbols: LIQUID.slice(0, 3) },
  sanity: { flat: { updates: 3 } },
  labels: { severity: 'critical', team: 'quant', category: 'business' },
});

/** The file that the back office and the quants wait for. */
export const endOfDay = freshness('end-of-day', {
  description: 'The file of closing prices, on every trading day by 18:30 in New York.',
  calendar: 'XNYS',
  every: '1m',
  request: { url: `${target.secure}/eod/latest.csv` },
  rows: rows.csv({ symbol: 'symbol', time: 'date', price: 'close' }),
  time: { zone: 'America/New_York' },
  due: { by: '18:30' },
  labels: { severity: 'warning', team: 'quant', category: 'business' },
});

/** News goes on around the clock. */
export const news = freshness('news', {
  calendar: 'CRYPTO',
  every: '1m',
  request: { url: `${target.secure}/news/rss.xml` },
  rows: rows.feed(),
  limit: '1h',
  labels: { severity: 'info', category: 'business' },
});
