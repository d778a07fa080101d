import { describe, expect, it } from 'vitest';
import * as providers from '../../checks/providers/index.ts';
import { project, secret } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { checksOf } from '../checks.ts';

const key = secret('provider/key');
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);

/** What a preset is given, beside its symbols, to be judged for its quota. */
type Extra = Pick<providers.PolledOptions, 'every' | 'quota' | 'locations' | 'retry' | 'timeout'>;

type Preset = (symbols: readonly string[], extra?: Extra) => Definition;

interface Published {
  readonly preset: Preset;
  readonly most: number;
  readonly aDay?: number;
  readonly aMinute?: number;
}

/** What each provider publishes, apart from what a preset says of it; `most` symbols are what one check can have. */
const PUBLISHED: Readonly<Record<string, Published>> = {
  'Alpha Vantage, free': {
    preset: (symbols, extra) => providers.alphaVantageQuotes({ key, symbols, ...extra }),
    most: 5,
    aDay: 25,
    aMinute: 5,
  },
  'Alpha Vantage, premium': {
    preset: (symbols, extra) => providers.alphaVantageIntraday({ key, symbols, ...extra }),
    most: 50,
    aMinute: 75,
  },
  'Finnhub, free': {
    preset: (symbols, extra) => providers.finnhubQuotes({ key, symbols, ...extra }),
    most: 50,
    aMinute: 60,
  },
  'Coinbase, ten a second': {
    preset: (symbols, extra) => providers.coinbaseTickers({ symbols, ...extra }),
    most: 50,
    aMinute: 600,
  },
  'Binance, by weight: 80 for so many': {
    preset: (symbols, extra) => providers.binanceTickers({ symbols, ...extra }),
    most: 500,
    aMinute: 75,
  },
};

function requestsIn(definition: Definition) {
  const [check] = checksOf(definition);
  if (!check) throw new Error('there is no check');
  const { journeys } = check.spec as { journeys: readonly { steps: readonly unknown[] }[] };
  const perRun = journeys.reduce((sum, { steps }) => sum + steps.length, 0);
  return {
    aDay: Math.ceil(86_400_000 / check.everyMs) * perRun,
    aMinute: Math.max(1, 60_000 / check.everyMs) * perRun,
  };
}

describe.each(Object.entries(PUBLISHED))('%s', (_name, { preset, most, aDay, aMinute }) => {
  it('is kept by default, however many symbols there are', () => {
    for (let count = 1; count <= most; count += Math.ceil(most / 25)) {
      const made = requestsIn(preset(numbered(count)));
      expect(made.aDay).toBeLessThanOrEqual(aDay ?? Number.POSITIVE_INFINITY);
      expect(made.aMinute).toBeLessThanOrEqual(aMinute ?? Number.POSITIVE_INFINITY);
    }
  });
});

const findingsOf = (definition: Definition) =>
  resolve(project({ home: 'us-east-1', checks: [definition], alarmStacks: 64 }), kinds).findings;

const [alpha, premium, finnhub, coinbase, binance] = Object.values(PUBLISHED).map(({ preset }) => preset) as [
  Preset,
  Preset,
  Preset,
  Preset,
  Preset,
];

const symbols = ['AAPL', 'MSFT'];
const url = 'https://data.example.com';

it.each<[name: string, Definition]>([
  ['polygonSnapshot', providers.polygonSnapshot({ key, symbols })],
  ['polygonTradeStream', providers.polygonTradeStream({ key, symbols })],
  ['polygonQuoteStream', providers.polygonQuoteStream({ key, symbols })],
  ['alphaVantageQuotes', providers.alphaVantageQuotes({ key, symbols })],
  ['alphaVantageIntraday', providers.alphaVantageIntraday({ key, symbols, entitlement: 'delayed' })],
  ['iexLast', providers.iexLast({ url, symbols })],
  ['finnhubQuotes', providers.finnhubQuotes({ key, symbols })],
  ['finnhubTradeStream', providers.finnhubTradeStream({ key, symbols })],
  ['binanceTickers', providers.binanceTickers({ symbols })],
  ['binanceTradeStream', providers.binanceTradeStream({ symbols })],
  ['binanceBookStream', providers.binanceBookStream({ symbols })],
  ['coinbaseTickers', providers.coinbaseTickers({ symbols })],
  ['coinbaseTickerStream', providers.coinbaseTickerStream({ symbols })],
  ['endOfDayFile', providers.endOfDayFile({ url, columns: { symbol: 'symbol', time: 'date' } })],
  ['newsFeed', providers.newsFeed({ url })],
])('%s is a sound definition with nothing but what is its own', (name, definition) => {
  expect(findingsOf(definition)).toEqual([]);
  expect(Object.keys(providers)).toContain(name);
});

it('every kind of option goes through a preset', () => {
  const [check] = checksOf(
    providers.finnhubQuotes({
      key,
      symbols,
      id: 'quotes-of-finnhub',
      every: '2m',
      limit: '10m',
      labels: { severity: 'critical', team: 'quant' },
      calendar: 'XNAS',
    }),
  );
  expect(check).toMatchObject({
    id: 'quotes-of-finnhub',
    everyMs: 120_000,
    labels: { severity: 'critical', team: 'quant' },
    spec: { limits: { limitMs: 600_000, calendar: 'XNAS' } },
  });
});

describe('what goes over a quota is refused', () => {
  it.each<[sentence: string, Definition, property: string, problem: RegExp, fix: string]>([
    [
      'by being asked too often',
      alpha(['IBM'], { every: '10m' }),
      'quota.callsPerDay',
      /^25 are fewer than the 144 that 10m comes to$/,
      "write every: '58m' or longer",
    ],
    [
      'with a fix that holds when a run has several requests',
      alpha(numbered(7), { every: '1h', quota: { callsPerDay: 25 } }),
      'quota.callsPerDay',
      /^25 are fewer than the 168 /,
      "write every: '480m' or longer",
    ],
    [
      'by symbols that are more than the day has requests',
      alpha(numbered(26), { quota: { callsPerDay: 25 } }),
      'quota.callsPerDay',
      /^25 are fewer than the 26 /,
      'ask for less in one run',
    ],
    [
      'at several locations',
      finnhub(numbered(40), { locations: ['us-east-1', 'eu-west-1'] }),
      'quota.callsPerMinute',
      /^60 are fewer than the 80 that one minute can bring$/,
      'ask for less in one run, at fewer locations or without a retry',
    ],
    [
      'within one minute',
      finnhub(numbered(40), { every: '30s' }),
      'quota.callsPerMinute',
      /^60 are fewer than the 80 /,
      "write every: '1m' or longer",
    ],
    [
      'by the attempts that follow',
      premium(numbered(40), { retry: 'once' }),
      'quota.callsPerMinute',
      /^75 are fewer than the 80 /,
      'ask for less in one run, at fewer locations or without a retry',
    ],
    [
      'of your own plan',
      binance(['BTCUSDT'], { every: '10s', quota: { callsPerMinute: 5 } }),
      'quota.callsPerMinute',
      /^5 are fewer than the 6 /,
      "write every: '1m' or longer",
    ],
    [
      'in seconds that the timeout does not have',
      coinbase(numbered(50), { timeout: '5s' }),
      'quota.callsPerSecond',
      /^10 a second are too few for 50 requests within 5s$/,
      'write a timeout of 6s or more, or ask for less',
    ],
  ])('%s', (_sentence, definition, property, problem, fix) => {
    expect(findingsOf(definition)).toMatchObject([
      { property, problem: expect.stringMatching(problem), fix, level: 'error' },
    ]);
  });
});
