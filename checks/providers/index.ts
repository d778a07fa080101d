/**
 * Providers of market data as checks: `polygonSnapshot({ key: secret('massive/key'), symbols: ['AAPL'] })`. Each is a definition
 * in the words of `vedette`, and takes whatever its kind takes beside its own options; see docs/providers.md.
 */
export * from './alpha-vantage.ts';
export * from './binance.ts';
export * from './coinbase.ts';
export * from './end-of-day-file.ts';
export * from './finnhub.ts';
export * from './iex.ts';
export * from './news-feed.ts';
export type * from './options.ts';
export * from './polygon.ts';
