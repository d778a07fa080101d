import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { looked, MarketDesk, type StreamClient, type Told } from '../../../test/market-desk.ts';
import { MARKET_FAULTS } from './faults.ts';
import { LISTINGS } from './listings.ts';

let desk: MarketDesk;
beforeAll(async () => {
  desk = await MarketDesk.open();
});
afterEach(() => desk.allWell());
afterAll(() => desk.exchange.close());

async function polled(): Promise<readonly Told[]> {
  const { body } = await desk.ask('/v1/market/quotes');
  return (JSON.parse(body) as { quotes: Told[] }).quotes;
}

const ageOf = ({ time }: { readonly time: string | number }): number => desk.now - new Date(time).getTime();

/** The oldest that a quote of the demo market is when all is well: illiquid symbols wait up to 20 s. */
const OLDEST_MS = 20_000;

const stale = (quotes: readonly Told[]): string[] =>
  quotes.filter((quote) => ageOf(quote) > OLDEST_MS).map(({ symbol }) => symbol);

/** Two polls, half a minute apart, symbol by symbol. */
async function pairs(): Promise<(readonly [before: Told, after: Told])[]> {
  const before = await polled();
  desk.pass(30_000);
  const after = await polled();
  return after.map((quote, index) => [before[index] ?? quote, quote]);
}

async function vendor(): Promise<readonly { readonly t: number }[]> {
  return (JSON.parse((await desk.ask('/vendor/v1/quotes')).body) as { data: { t: number }[] }).data;
}

/** What a new client of the whole stream has after these milliseconds. */
async function streamed(ms: number): Promise<StreamClient> {
  const client = desk.connect();
  await client.subscribe('*');
  desk.pass(ms);
  await Promise.race([
    client.closed,
    client
      .hearsMore()
      .then(looked)
      .then(() => client.echo()),
  ]);
  client.socket.terminate();
  return client;
}

/** In the order in which they came; the error is the answer to the test's own last word. */
const typesOf = (client: StreamClient): string[] => [...new Set(client.messages().map(({ type }) => type))];

const leaps = (quotes: readonly Told[]): number =>
  quotes.filter(({ sequence }, index) => index > 0 && sequence !== (quotes[index - 1]?.sequence ?? 0) + 1)
    .length;

interface Sight {
  /** Looks half a minute after the fault was switched on, and again half a minute after it was switched off. */
  readonly look: () => Promise<unknown>;
  readonly struck: unknown;
  readonly usual: unknown;
}

const ALL = LISTINGS.map(({ symbol }) => symbol);

const SIGHTS: Readonly<Record<keyof typeof MARKET_FAULTS, Sight>> = {
  'quotes-freeze': { look: async () => stale(await polled()), struck: ALL, usual: [] },
  'quotes-freeze-symbol': { look: async () => stale(await polled()), struck: ['BHP'], usual: [] },
  'quotes-lag': {
    look: async () => {
      desk.pass(30_000);
      return Math.floor(Math.min(...(await polled()).map(ageOf)) / 1_000);
    },
    struck: 45,
    usual: 0,
  },
  'quotes-stamp-now': {
    look: async () => {
      const both = await pairs();
      return [both.every(([, after]) => ageOf(after) === 0), both.every(sameValues)];
    },
    struck: [true, true],
    usual: [false, false],
  },
  'quotes-future': {
    look: async () => (await polled()).every((quote) => ageOf(quote) < OLDEST_MS - 90_000),
    struck: true,
    usual: false,
  },
  'quotes-flat': {
    look: async () => {
      const both = await pairs();
      return [both.every(([before, after]) => before.time !== after.time), both.every(sameValues)];
    },
    struck: [true, true],
    usual: [true, false],
  },
  'quotes-zero': {
    look: async () => (await polled()).every(({ price }) => price === 0),
    struck: true,
    usual: false,
  },
  'quotes-crossed': {
    look: async () => (await polled()).every(({ bid, ask }) => bid > ask),
    struck: true,
    usual: false,
  },
  'quotes-jump': {
    look: async () => (await polled()).some(({ price, ask }) => price > 1.19 * ask),
    struck: true,
    usual: false,
  },
  'quotes-sequence-back': {
    look: async () => (await pairs()).map(([before, after]) => Math.sign(after.sequence - before.sequence)),
    struck: ALL.map(() => -1),
    usual: ALL.map(() => 1),
  },
  'quotes-half': {
    look: async () => (await polled()).length,
    struck: Math.ceil(ALL.length / 2),
    usual: ALL.length,
  },
  'quotes-rate-limit': {
    look: async () => {
      const { status, headers } = await desk.ask('/v1/market/quotes.csv?venue=XASX');
      return [status, headers['retry-after']];
    },
    struck: [429, '30'],
    usual: [200, undefined],
  },
  'stream-freeze': {
    look: async () => [typesOf(await streamed(5_000)), stale(await polled())],
    struck: [['auth', 'subscribed', 'error'], []],
    usual: [['auth', 'subscribed', 'quote', 'heartbeat', 'error'], []],
  },
  'stream-heartbeats-only': {
    look: async () => typesOf(await streamed(5_000)),
    struck: ['auth', 'subscribed', 'heartbeat', 'error'],
    usual: ['auth', 'subscribed', 'quote', 'heartbeat', 'error'],
  },
  'stream-gaps': {
    look: async () => leaps((await streamed(20_000)).quotes('BHP')) > 0,
    struck: true,
    usual: false,
  },
  'stream-slow': {
    look: async () => {
      const quotes = (await streamed(10_000)).quotes();
      return Math.floor(Math.min(...quotes.map(ageOf)) / 1_000);
    },
    struck: 20, // 40 s after it was switched on
    usual: 0,
  },
  'stream-disconnect': {
    look: async () => (await streamed(3_001)).closed,
    struck: [1011, 'internal error'],
    usual: [1006, ''], // by us
  },
  'stream-malformed': {
    look: async () => {
      const client = await streamed(20_000);
      return client.messages().length < client.texts.length;
    },
    struck: true,
    usual: false,
  },
  'vendor-freeze': {
    look: async () => [
      (await vendor()).every(({ t }) => ageOf({ time: t }) > OLDEST_MS),
      stale(await polled()),
    ],
    struck: [true, []],
    usual: [false, []],
  },
  'eod-late': {
    look: async () => (await desk.ask('/eod/latest.csv')).body.split('\n')[1]?.slice(0, 10),
    struck: '2026-11-23',
    usual: '2026-11-24',
  },
  'news-stale': {
    look: async () => {
      const { items } = JSON.parse((await desk.ask('/news/feed.json')).body);
      return ageOf({ time: items[0].date_published }) > 6 * 3_600_000;
    },
    struck: true,
    usual: false,
  },
};

function sameValues([before, after]: readonly [Told, Told]): boolean {
  return (['price', 'size', 'bid', 'ask'] as const).every((name) => before[name] === after[name]);
}

describe('a fault of market data', () => {
  it.each(Object.keys(MARKET_FAULTS) as (keyof typeof MARKET_FAULTS)[])(
    'is on the wire, and gone again: %s',
    async (fault) => {
      const { look, struck, usual } = SIGHTS[fault];
      await desk.switchOn(fault);
      desk.pass(30_000);
      expect(await look()).toEqual(struck);
      await desk.allWell();
      desk.pass(30_000);
      expect(await look()).toEqual(usual);
    },
  );
});
