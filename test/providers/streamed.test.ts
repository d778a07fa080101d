import { describe, expect, it } from 'vitest';
import * as providers from '../../checks/providers/index.ts';
import { secret } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import { run } from '../probing.ts';
import { streamTarget } from '../stream-targets.ts';
import { binance, coinbase, type Data, finnhub, polygon, type Speak } from './messages.ts';

const HOUR_MS = 3_600_000;

const STOCKS = ['AAPL', 'MSFT'];
const key = secret('provider/key');
const secrets = { 'provider/key': 'k3y-of-a-test' };

/** A short window, over a market that never closes. */
const WATCH = { calendar: 'CRYPTO', window: '700ms', timeout: '8s' } as const;

interface Provider {
  readonly preset: (url: string) => Definition;
  readonly speak: Speak;
  /** Whether its messages say when their event was. @default true */
  readonly isTimed?: boolean;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  'Polygon, trades': {
    preset: (url) => providers.polygonTradeStream({ ...WATCH, url, key, symbols: STOCKS }),
    speak: polygon,
  },
  'Polygon, quotes': {
    preset: (url) => providers.polygonQuoteStream({ ...WATCH, url, key, symbols: STOCKS }),
    speak: polygon,
  },
  'Finnhub, trades': {
    preset: (url) => providers.finnhubTradeStream({ ...WATCH, url, key, symbols: STOCKS }),
    speak: finnhub,
  },
  'Binance, trades': {
    preset: (url) => providers.binanceTradeStream({ ...WATCH, url, symbols: ['BTCUSDT', 'ETHUSDT'] }),
    speak: binance,
  },
  'Binance, books': {
    preset: (url) => providers.binanceBookStream({ ...WATCH, url, symbols: ['BTCUSDT', 'ETHUSDT'] }),
    speak: binance,
    isTimed: false,
  },
  'Coinbase, tickers': {
    preset: (url) => providers.coinbaseTickerStream({ ...WATCH, url, symbols: ['BTC-USD', 'ETH-USD'] }),
    speak: coinbase,
  },
};

async function watching({ preset, speak }: Provider, data: Data, known = secrets) {
  const { url } = await streamTarget((socket, request) => speak(socket, data, request.url ?? ''));
  return run(preset(url), { secrets: known });
}

describe.each(Object.entries(PROVIDERS))('%s', (_name, provider) => {
  it('subscribes as the provider documents, and what flows passes', async () => {
    const result = await watching(provider, () => Date.now());
    expect(result).toMatchObject({
      state: 'passed',
      message: expect.stringMatching(/^\d+ ticks of 2 symbols in /),
    });
  });

  it('fails as silent when nothing but heartbeats comes', async () => {
    const result = await watching(provider, () => undefined);
    expect(result).toMatchObject({ state: 'failed', reason: 'stream_silent' });
  });

  it('fails as late when old events come, where they say so', async () => {
    const result = await watching(provider, () => Date.now() - HOUR_MS);
    expect(result).toMatchObject(
      provider.isTimed === false ? { state: 'passed' } : { state: 'failed', reason: 'ticks_late' },
    );
  });
});

it('a key that Polygon refuses is told by what it answered, without the key', async () => {
  const polygonTrades = PROVIDERS['Polygon, trades'] as Provider;
  const result = await watching(polygonTrades, () => Date.now(), { 'provider/key': 'an0ther-key' });
  expect(result).toMatchObject({
    state: 'failed',
    reason: 'unexpected_ack',
    message: expect.stringContaining('auth_failed'),
  });
  expect(JSON.stringify(result)).not.toContain('an0ther-key');
});
