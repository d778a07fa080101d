import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MarketDesk } from '../../../test/market-desk.ts';
import { LISTINGS, VENUES } from './listings.ts';

let desk: MarketDesk;
beforeAll(async () => {
  desk = await MarketDesk.open();
});
afterEach(() => desk.allWell());
afterAll(() => desk.exchange.close());

const jsonOf = async (path: string) => JSON.parse((await desk.ask(path)).body);
const rowsOf = async (path: string): Promise<Record<string, string>[]> =>
  parse((await desk.ask(path)).body, { columns: true });

describe('polled quotes', () => {
  it('have the shape that is promised', async () => {
    const { asOf, quotes } = await jsonOf('/v1/market/quotes?symbols=BHP');
    expect(asOf).toBe(new Date(desk.now).toISOString());
    expect(quotes).toEqual([
      {
        symbol: 'BHP',
        venue: 'XASX',
        time: expect.stringMatching(/^2026-11-25T11:59:59\.\d{3}Z$|^2026-11-25T12:00:00\.000Z$/),
        price: expect.closeTo(45.12, 0),
        size: expect.any(Number),
        bid: expect.closeTo(45.12, 0),
        ask: expect.closeTo(45.12, 0),
        sequence: expect.any(Number),
      },
    ]);
  });

  it.each(VENUES)('are of %s alone when it is asked for', async (venue) => {
    const { quotes } = await jsonOf(`/v1/market/quotes?venue=${venue}`);
    expect(quotes.map(({ symbol }: { symbol: string }) => symbol)).toEqual(
      LISTINGS.filter((listing) => listing.venue === venue).map(({ symbol }) => symbol),
    );
  });

  it('are the same in CSV', async () => {
    const { quotes } = await jsonOf('/v1/market/quotes');
    const rows = await rowsOf('/v1/market/quotes.csv');
    expect(Object.keys(rows[0] ?? {}).join(',')).toBe('symbol,venue,time,price,size,bid,ask,sequence');
    const texts = quotes.map((quote: object) =>
      Object.fromEntries(Object.entries(quote).map(([name, value]) => [name, String(value)])),
    );
    expect(rows).toEqual(texts);
  });

  it.each(['/v1/market/quotes', '/v1/market/quotes.csv', '/v1/market/events', '/vendor/v1/quotes'])(
    '%s does not know every venue',
    async (path) => {
      const { status, body } = await desk.ask(`${path}?venue=XXXX`);
      expect([status, JSON.parse(body)]).toEqual([404, { error: 'venue must be one of XASX, XNYS, XLON' }]);
    },
  );

  it('are struck by what strikes the whole site', async () => {
    await desk.switchOn('500');
    expect((await desk.ask('/v1/market/quotes')).status).toBe(500);
    expect((await desk.ask('/v1/market/events')).status).toBe(500);
  });
});

describe('the second vendor', () => {
  it('knows the same symbols, a little later and a little different', async () => {
    const { data } = await jsonOf('/vendor/v1/quotes');
    expect(data.map(({ s }: { s: string }) => s)).toEqual(LISTINGS.map(({ symbol }) => symbol));
    const newest = Math.max(...data.map(({ t }: { t: number }) => t));
    expect(desk.now - newest).toBeGreaterThanOrEqual(150 - 35);
    desk.pass(60_000);
    // Once all is quiet at the exchange, both know of the same updates.
    await desk.switchOn('quotes-freeze');
    const { quotes } = await jsonOf('/v1/market/quotes');
    desk.pass(150);
    const later = await jsonOf('/vendor/v1/quotes');
    const off = quotes.map(({ price }: { price: number }, index: number) =>
      Math.abs(later.data[index].p / price - 1),
    );
    expect(Math.max(...off)).toBeLessThan(0.0001);
    expect(Math.max(...off)).toBeGreaterThan(0);
  });
});

describe('the end-of-day files', () => {
  it('are of the latest trading day whose file is out', async () => {
    const { headers } = await desk.ask('/eod/latest.csv');
    expect(headers['last-modified']).toBe('Tue, 24 Nov 2026 22:15:00 GMT');
    const rows = await rowsOf('/eod/latest.csv');
    expect(rows.map(({ symbol }) => symbol)).toEqual(LISTINGS.map(({ symbol }) => symbol));
    expect(new Set(rows.map(({ date }) => date))).toEqual(new Set(['2026-11-24']));
    const wrong = rows.filter(
      ({ open, high, low, close }) =>
        Number(high) < Math.max(Number(open), Number(close)) ||
        Number(low) > Math.min(Number(open), Number(close)),
    );
    expect(wrong).toEqual([]);
    expect(await rowsOf('/eod/prices-2026-11-24.csv')).toEqual(rows);
  });

  it.each([
    ['of a Friday', '2026-11-20', 200],
    ['of a Saturday', '2026-11-21', 404],
    ['of today, before it is out', '2026-11-25', 404],
    ['of no day', '2026-13-45', 404],
    ['of before all days', '1999-12-31', 404],
  ])('%s: %s is %i', async (_sentence, date, status) => {
    expect((await desk.ask(`/eod/prices-${date}.csv`)).status).toBe(status);
  });
});

describe('the news', () => {
  const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });
  const withinMinutes = (text: string): boolean => desk.now - Date.parse(text) < 6 * 60_000;

  it('is the same in RSS, Atom and JSON Feed, and a few minutes old', async () => {
    const { rss } = xml.parse((await desk.ask('/news/rss.xml')).body);
    const { feed } = xml.parse((await desk.ask('/news/atom.xml')).body);
    const { version, items } = await jsonOf('/news/feed.json');
    expect([rss['@version'], feed['@xmlns'], version]).toEqual([
      '2.0',
      'http://www.w3.org/2005/Atom',
      'https://jsonfeed.org/version/1.1',
    ]);
    const titles = items.map(({ title }: { title: string }) => title);
    expect(titles).toHaveLength(20);
    expect(rss.channel.item.map(({ title }: { title: string }) => title)).toEqual(titles);
    expect(feed.entry.map(({ title }: { title: string }) => title)).toEqual(titles);
    expect(withinMinutes(items[0].date_published)).toBe(true);
    expect(withinMinutes(rss.channel.item[0].pubDate)).toBe(true);
    expect(withinMinutes(feed.entry[0].updated)).toBe(true);
  });

  it.each([
    ['/news/rss.xml', 'application/rss+xml'],
    ['/news/atom.xml', 'application/atom+xml'],
    ['/news/feed.json', 'application/feed+json'],
  ])('%s says that it is %s', async (path, type) => {
    expect((await desk.ask(path)).headers['content-type']).toBe(`${type}; charset=utf-8`);
  });
});
