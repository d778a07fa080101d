import { describe, expect, it } from 'vitest';
import * as providers from '../../checks/providers/index.ts';
import { secret } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import { run } from '../probing.ts';
import { httpTarget } from '../targets.ts';
import * as answers from './answers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const STOCKS = ['AAPL', 'MSFT'];
const key = secret('provider/key');
const secrets = { 'provider/key': 'k3y-of-a-test' };

interface Given {
  readonly url: string;
  readonly calendar: 'CRYPTO';
}

interface Provider {
  /** A definition of its preset; its calendar never closes, so that the test does not wait for a market. */
  readonly preset: (given: Given) => Definition;
  readonly answer: (typeof answers)['rss'];
  readonly symbols?: readonly string[];
  /** What it is asked for, each request by its path, its query and the header that carries a key. */
  readonly asked: readonly string[];
  /** How many symbols its answers are about. @default 2 */
  readonly judged?: number;
  /** How old its data must be to be stale. @default 6 hours */
  readonly staleMs?: number;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  'Polygon, a snapshot': {
    preset: (given) => providers.polygonSnapshot({ ...given, key, symbols: STOCKS }),
    answer: answers.polygonSnapshot,
    asked: ['/v2/snapshot/locale/us/markets/stocks/tickers?tickers=AAPL,MSFT Bearer k3y-of-a-test'],
  },
  'Polygon, the whole market': {
    preset: (given) => providers.polygonSnapshot({ ...given, key, symbols: { atLeast: 2 } }),
    answer: answers.polygonSnapshot,
    asked: ['/v2/snapshot/locale/us/markets/stocks/tickers Bearer k3y-of-a-test'],
  },
  'Alpha Vantage, quotes of the day': {
    preset: ({ url }) => providers.alphaVantageQuotes({ url, key, symbols: ['IBM', 'AAPL'] }),
    answer: answers.alphaVantageQuote,
    asked: [
      '/query?function=GLOBAL_QUOTE&symbol=AAPL&datatype=csv&apikey=k3y-of-a-test',
      '/query?function=GLOBAL_QUOTE&symbol=IBM&datatype=csv&apikey=k3y-of-a-test',
    ],
    staleMs: 30 * DAY_MS,
  },
  'Alpha Vantage, bars of a minute': {
    preset: (given) => providers.alphaVantageIntraday({ ...given, key, symbols: ['IBM'] }),
    answer: answers.alphaVantageIntraday,
    judged: 1,
    asked: [
      '/query?function=TIME_SERIES_INTRADAY&interval=1min&extended_hours=false&entitlement=realtime&symbol=IBM&datatype=csv&apikey=k3y-of-a-test',
    ],
  },
  'a service with the shape of IEX': {
    preset: (given) => providers.iexLast({ ...given, token: key, symbols: STOCKS }),
    answer: answers.iexLast,
    asked: ['/tops/last?symbols=AAPL,MSFT&token=k3y-of-a-test'],
  },
  Finnhub: {
    preset: (given) => providers.finnhubQuotes({ ...given, key, symbols: STOCKS }),
    answer: answers.finnhubQuote,
    asked: ['/quote?symbol=AAPL k3y-of-a-test', '/quote?symbol=MSFT k3y-of-a-test'],
  },
  Binance: {
    preset: (given) => providers.binanceTickers({ ...given, symbols: ['BTCUSDT', 'ETHUSDT'] }),
    answer: answers.binanceTickers,
    symbols: ['BTCUSDT', 'ETHUSDT'],
    asked: ['/api/v3/ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]'],
  },
  Coinbase: {
    preset: (given) => providers.coinbaseTickers({ ...given, symbols: ['BTC-USD', 'ETH-USD'] }),
    answer: answers.coinbaseTicker,
    asked: ['/products/BTC-USD/ticker', '/products/ETH-USD/ticker'],
  },
  'an end-of-day file': {
    preset: ({ url }) =>
      providers.endOfDayFile({
        url: `${url}/eod.csv`,
        auth: { bearer: key },
        symbols: STOCKS,
        columns: { symbol: 'Ticker', time: 'Date', price: 'Close' },
        separator: ';',
      }),
    answer: answers.endOfDayFile,
    asked: ['/eod.csv Bearer k3y-of-a-test'],
    staleMs: 30 * DAY_MS,
  },
  'news as RSS': {
    preset: ({ url }) => providers.newsFeed({ url: `${url}/rss` }),
    answer: answers.rss,
    judged: 1,
    asked: ['/rss'],
  },
  'news as Atom': {
    preset: ({ url }) => providers.newsFeed({ url: `${url}/atom` }),
    answer: answers.atom,
    judged: 1,
    asked: ['/atom'],
  },
  'news as a JSON feed': {
    preset: ({ url }) => providers.newsFeed({ url: `${url}/feed.json` }),
    answer: answers.jsonFeed,
    judged: 1,
    asked: ['/feed.json'],
  },
};

/** Serves a provider whose data is so old; a request for one symbol is answered for that one. */
async function serving({ answer, symbols = STOCKS }: Provider, ageMs = 0) {
  const asked: string[] = [];
  const { url } = await httpTarget((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const sent = request.headers.authorization ?? request.headers['x-finnhub-token'] ?? '';
    asked.push(`${pathname}${decodeURIComponent(search)} ${sent}`.trim());
    const one = searchParams.get('symbol');
    response.end(answer(one ? [one] : symbols, Date.now() - ageMs));
  });
  return { url, asked };
}

describe.each(Object.entries(PROVIDERS))('%s', (_name, provider) => {
  it('asks what the provider documents, and data of now passes', async () => {
    const { url, asked } = await serving(provider);
    const result = await run(provider.preset({ url, calendar: 'CRYPTO' }), { secrets });
    const measurements = { symbols: provider.judged ?? 2 };
    expect(result).toMatchObject({ state: 'passed', attempts: [{ measurements }] });
    expect(asked.toSorted()).toEqual(provider.asked);
  });

  it('fails as stale once the same answer is old', async () => {
    const { staleMs = 6 * HOUR_MS } = provider;
    const { url } = await serving(provider, staleMs);
    const result = await run(provider.preset({ url, calendar: 'CRYPTO' }), { secrets });
    expect(result).toMatchObject({ state: 'failed', reason: 'data_stale' });
  });
});
