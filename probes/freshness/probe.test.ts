import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../functions/platform/clock.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { runCheck } from '../../functions/runner/run-check.ts';
import { type FreshnessOptions, freshness, rows } from '../../index.ts';
import type { Result } from '../../model/result.ts';
import { checksOf } from '../../test/checks.ts';
import { runnerPorts } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';

const FIELDS = { symbol: 'symbol', time: 'time', price: 'price' } as const;
const JSON_ROWS = rows.json('$.quotes[*]', FIELDS);

type Given = Partial<FreshnessOptions>;

/** A source whose requests are counted; `answer` gives the body of each. */
async function source(answer: RequestListener) {
  let calls = 0;
  const { url } = await httpTarget((request, response) => {
    calls += 1;
    answer(request, response);
  });
  return { url, calls: () => calls };
}

const bodyOf = (body: () => string) => source((_request, response) => response.end(body()));

/** Runs one check so many times, in one process and by a clock that is moved between the runs. */
async function runs(options: Given, times: readonly number[] = [Date.now()]): Promise<Result[]> {
  const [check] = checksOf(freshness('quotes', { calendar: 'CRYPTO', rows: JSON_ROWS, ...options }));
  if (!check) throw new Error('no check');
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const ports = { ...(await runnerPorts({ memory: probeMemory() })), clock };
  const results: Result[] = [];
  for (const time of times) {
    now = time;
    const job = { check, dueAt: time, location: 'local' };
    results.push(await runCheck(job, ports, new AbortController().signal));
  }
  return results;
}

const last = (results: readonly Result[]): Result => results.at(-1) as Result;

const quotes = (time: string | number, symbols: readonly string[] = ['BHP', 'CBA']): string =>
  JSON.stringify({ quotes: symbols.map((symbol) => ({ symbol, time, price: 10 })) });

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

describe('rows', () => {
  const CASES: Record<string, { body: () => string; options: Given; symbols: number }> = {
    'of JSON': { body: () => quotes(ago(500)), options: {}, symbols: 2 },
    'of JSON with epoch nanoseconds': {
      body: () => quotes(`${Date.now()}000000`),
      options: { time: 'ns' },
      symbols: 2,
    },
    'of CSV with a separator of its own': {
      body: () => `Code;When;Last\r\nBHP;${ago(500)};45.1\r\n"C;A";${ago(500)};1\r\n`,
      options: { rows: rows.csv({ symbol: 'Code', time: 'When', price: 'Last' }, { separator: ';' }) },
      symbols: 2,
    },
    'of CSV whose names have dots': {
      body: () => `Symbol,Last.Time,Adj. Close\nBHP,${ago(500)},45.1\n`,
      options: { rows: rows.csv({ symbol: 'Symbol', time: 'Last.Time', price: 'Adj. Close' }) },
      symbols: 1,
    },
    'of text, by a pattern': {
      body: () => `BHP@${ago(500)}=45.1|CBA@${ago(500)}=158`,
      options: { rows: rows.text(/(?<symbol>[A-Z]+)@(?<time>[^=]+)=(?<price>[\d.]+)/) },
      symbols: 2,
    },
    'of an RSS feed': {
      body: () =>
        `<?xml version="1.0"?><rss version="2.0"><channel><title>n</title>
         <item><pubDate>${new Date(Date.now() - 86_400_000).toUTCString()}</pubDate></item>
         <item><pubDate>${new Date(Date.now() - 5_000).toUTCString()}</pubDate></item></channel></rss>`,
      options: { rows: rows.feed() },
      symbols: 1,
    },
    'of an Atom feed': {
      body: () =>
        `<feed xmlns="http://www.w3.org/2005/Atom"><entry><published>2020-01-01T00:00:00Z</published><updated>${ago(5_000)}</updated></entry></feed>`,
      options: { rows: rows.feed() },
      symbols: 1,
    },
    'of a JSON feed': {
      body: () =>
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          items: [{ date_published: ago(5_000) }],
        }),
      options: { rows: rows.feed() },
      symbols: 1,
    },
  };

  it.each(Object.entries(CASES))('%s', async (_sentence, { body, options, symbols }) => {
    const { url } = await bodyOf(body);
    const result = last(await runs({ request: { url }, ...options }));
    expect([result.state, result.attempts[0]?.measurements.symbols]).toEqual(['passed', symbols]);
  });

  it.each<[sentence: string, body: string, options: Given, message: RegExp]>([
    ['that are no JSON', '<html>', {}, /not JSON/],
    ['that are none', '{"quotes":[]}', {}, /^the answer has no rows$/],
    ['without a symbol', '{"quotes":[{"time":1}]}', {}, /^no row has a symbol where the fields say, of 1$/],
    [
      'without a time that can be read',
      '{"quotes":[{"symbol":"BHP","time":1764000000},{"symbol":"CBA","time":1764000000}]}',
      {},
      /^no row has a time that can be read as 'iso', of 2$/,
    ],
    [
      'of text that a pattern matches everywhere and says nothing of',
      'no numbers',
      { rows: rows.text(/(?<time>\d*)/), time: { zone: 'Asia/Tokyo' } },
      /^no row has a time that can be read as a time in Asia\/Tokyo, of 11$/,
    ],
    [
      'of a feed whose items have no dates',
      '{"items":[{"id":"1"}]}',
      { rows: rows.feed() },
      /^no row has a time that can be read, of 1$/,
    ],
    ['of CSV that is broken', 'a,b\n"x', { rows: rows.csv({ symbol: 'a', time: 'b' }) }, /./],
    [
      'of a page that is no feed',
      '<html></html>',
      { rows: rows.feed() },
      /^it is neither RSS, Atom nor a JSON feed$/,
    ],
    [
      'of a feed without items',
      '<rss><channel></channel></rss>',
      { rows: rows.feed() },
      /^the feed has no items$/,
    ],
  ])('%s are told as the target’s', async (_sentence, body, options, message) => {
    const { url } = await bodyOf(() => body);
    const result = last(await runs({ request: { url }, ...options }));
    expect(result).toMatchObject({ state: 'failed', reason: 'rows_unreadable' });
    expect(result.message).toMatch(message);
  });
});

describe('the newest item of a feed', () => {
  it('that is old is told without a symbol', async () => {
    const { url } = await bodyOf(() => JSON.stringify({ items: [{ date_published: ago(3 * 3_600_000) }] }));
    const result = last(await runs({ request: { url }, rows: rows.feed(), limit: '2h' }));
    expect(result).toMatchObject({
      state: 'failed',
      reason: 'data_stale',
      message: 'the newest is 3h old, above the limit of 2h',
    });
  });
});

describe('requests', () => {
  it('are made four at a time, and judged as one', async () => {
    let open = 0;
    let most = 0;
    const { url, calls } = await source((request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(quotes(ago(100), [`S${new URL(request.url ?? '', 'http://a').searchParams.get('n')}`]));
      }, 30);
    });
    const requests = Array.from({ length: 12 }, (_, n) => ({ url: `${url}/?n=${n}` }));
    const result = last(await runs({ requests }));
    expect([result.state, result.attempts[0]?.measurements.symbols, calls(), most]).toEqual([
      'passed',
      12,
      12,
      4,
    ]);
  });

  it('that build on each other: the rows are in the last answer', async () => {
    const { url } = await source((request, response) =>
      response.end(
        request.url === '/token'
          ? '{"token":"t-1"}'
          : request.headers['x-token'] === 't-1'
            ? quotes(ago(100))
            : '{}',
      ),
    );
    const steps = [
      {
        name: 'token',
        url: `${url}/token`,
        extract: { token: { source: 'json', of: '$.token', isSecret: false } },
      },
      { name: 'quotes', url: `${url}/quotes`, headers: { 'x-token': '{{token}}' } },
    ] as const;
    expect(last(await runs({ steps })).state).toBe('passed');
  });

  it.each<[sentence: string, answer: RequestListener, reason: string, message: RegExp]>([
    [
      'an error of the server',
      (_request, response) => response.writeHead(503).end(),
      'server_error',
      /^expected status to be 2xx, got 503$/,
    ],
    ['a connection that is cut', (request) => request.socket.destroy(), 'connection_reset', /./],
    [
      'an answer that ends too soon',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{');
        setTimeout(() => request.socket.destroy(), 20);
      },
      'body_truncated',
      /./,
    ],
  ])('that fail are told as of an http check: %s', async (_sentence, answer, reason, message) => {
    const { url } = await source(answer);
    const result = last(await runs({ request: { url } }));
    expect(result).toMatchObject({ state: 'failed', reason, message: expect.stringMatching(message) });
  });

  it('of several, one of which fails, are told with its number', async () => {
    const { url } = await source((request, response) =>
      request.url === '/2' ? response.writeHead(500).end() : response.end(quotes(ago(100))),
    );
    const requests = [1, 2, 3].map((n) => ({ url: `${url}/${n}` }));
    expect(last(await runs({ requests })).message).toBe('request 2: expected status to be 2xx, got 500');
  });
});

describe('a market that is closed', () => {
  const SATURDAY = Date.parse('2026-11-28T00:00:00Z');
  /** Sydney sleeps. */
  const NEW_YORK = Date.parse('2026-11-25T15:00:00Z');
  const WITH_VENUES = rows.json('$.quotes[*]', { ...FIELDS, venue: 'venue' });

  it('is asked nothing and fails nothing, and the probe says that it ran', async () => {
    const { url, calls } = await bodyOf(() => quotes(ago(86_400_000)));
    const result = last(await runs({ calendar: 'XASX', request: { url } }, [SATURDAY]));
    expect(result).toMatchObject({
      state: 'passed',
      message: 'XASX is closed until Mon 30 Nov, 10:00 in Sydney',
    });
    expect([result.attempts[0]?.measurements, calls()]).toEqual([{ in_session: 0 }, 0]);
  });

  it('is asked once where the venues are not known, and no more once they are known to be closed', async () => {
    const { url, calls } = await bodyOf(() =>
      JSON.stringify({ quotes: [{ symbol: 'JPM', time: ago(0), venue: 'XNYS' }] }),
    );
    const options = {
      calendar: 'XASX',
      request: { url },
      rows: WITH_VENUES,
    } as const;
    const results = await runs(options, [SATURDAY, SATURDAY + 10_000]);
    expect([results.map(({ message }) => message), calls()]).toEqual([
      Array(2).fill('XASX is closed until Mon 30 Nov, 10:00 in Sydney'),
      1,
    ]);
  });

  it('lacks nothing and lets nothing be stale, though it had to be asked for its venues', async () => {
    const { url } = await bodyOf(() =>
      JSON.stringify({ quotes: [{ symbol: 'JPM', time: ago(9e8), venue: 'XNYS' }] }),
    );
    const options = {
      calendar: 'XASX',
      request: { url },
      rows: WITH_VENUES,
      symbols: { atLeast: 300 },
    } as const;
    const result = last(await runs(options, [SATURDAY]));
    expect([result.state, result.attempts[0]?.measurements]).toEqual(['passed', { in_session: 0, calls: 1 }]);
  });

  it('of venues that no answer has named yet is asked on, so that an outage is no closed market', async () => {
    const time = new Date(NEW_YORK + 19_000).toISOString();
    let answers = 0;
    const { url } = await source((_request, response) => {
      answers += 1;
      if (answers < 3) response.writeHead(503).end();
      else response.end(JSON.stringify({ quotes: [{ symbol: 'JPM', time, price: 9, venue: 'XNYS' }] }));
    });
    const times = [0, 10_000, 20_000, 30_000].map((after) => NEW_YORK + after);
    const results = await runs({ calendar: 'XASX', request: { url }, rows: WITH_VENUES }, times);
    expect(results.map(({ state, reason, message }) => `${state} ${reason ?? message}`)).toEqual([
      'degraded server_error',
      'degraded server_error',
      'passed fresh: 1 in session, the oldest 1s',
      'passed fresh: 1 in session, the oldest 11s',
    ]);
    expect(results[0]?.message).toMatch(
      /; XASX is closed until Thu 26 Nov, 10:00 in Sydney, and no answer has named other venues yet$/,
    );
  });

  it('of venues that are known to trade is told as an outage, whatever the check calls its own', async () => {
    const time = new Date(NEW_YORK).toISOString();
    let answers = 0;
    const { url } = await source((_request, response) => {
      answers += 1;
      if (answers > 1) response.writeHead(503).end();
      else response.end(JSON.stringify({ quotes: [{ symbol: 'JPM', time, price: 9, venue: 'XNYS' }] }));
    });
    const options = { calendar: 'XASX', request: { url }, rows: WITH_VENUES } as const;
    const results = await runs(options, [NEW_YORK, NEW_YORK + 10_000]);
    expect(results.map(({ state }) => state)).toEqual(['passed', 'failed']);
  });

  it('is told by the one that opens first', async () => {
    const groups = [{ name: 'Tokyo', symbols: ['7203'], calendar: 'XTKS' }] as const;
    const options = { calendar: 'XNYS', request: { url: 'http://127.0.0.1:1/' }, groups } as const;
    const result = last(await runs(options, [Date.parse('2026-11-25T22:00:00Z')]));
    expect(result.message).toBe('XTKS is closed until Thu 26 Nov, 09:00 in Tokyo');
  });
});

describe('a provider that counts', () => {
  it('and refuses is told as our own fault, and is left alone for as long as it asks', async () => {
    let answers = 0;
    const { url, calls } = await source((_request, response) => {
      answers += 1;
      if (answers === 1) response.writeHead(429, { 'retry-after': '30' }).end();
      else response.setHeader('x-ratelimit-remaining', '7').end(quotes(new Date().toISOString()));
    });
    const begin = Date.now();
    const results = await runs({ request: { url } }, [begin, begin + 29_000, begin + 30_000]);
    expect(results.map(({ state, reason }) => reason ?? state)).toEqual([
      'rate_limited',
      'rate_limited',
      'passed',
    ]);
    expect(results.map(({ state }) => state)).toEqual(['errored', 'errored', 'passed']);
    expect(results[1]?.message).toContain('asked for patience until');
    expect([calls(), results[2]?.attempts[0]?.measurements.calls_left]).toEqual([2, 7]);
  });

  it.each<[sentence: string, answer: RequestListener, state: string, reason: string | undefined]>([
    [
      'nothing is left, with a 403',
      (_request, response) => response.writeHead(403, { 'x-ratelimit-remaining': '0' }).end(),
      'errored',
      'rate_limited',
    ],
    [
      'nothing is left after this answer',
      (_request, response) => response.setHeader('x-ratelimit-remaining', '0').end(quotes(ago(0))),
      'passed',
      undefined,
    ],
    [
      'it forbids, though there is something left',
      (_request, response) => response.writeHead(403, { 'x-ratelimit-remaining': '5' }).end(),
      'failed',
      'unexpected_status',
    ],
  ])('and says that %s', async (_sentence, answer, state, reason) => {
    const { url } = await source(answer);
    const result = last(await runs({ request: { url } }));
    expect([result.state, result.reason]).toEqual([state, reason]);
  });

  it('is not asked beyond the quota of the day, and again on the next', async () => {
    const { url, calls } = await bodyOf(() => quotes(new Date().toISOString()));
    const noon = Date.parse('2026-11-25T12:00:00Z');
    const options = {
      request: { url },
      every: '12h',
      quota: { callsPerDay: 2 },
      sanity: { future: false, flat: false },
      limit: '30d',
    } as const;
    const results = await runs(options, [noon, noon + 1, noon + 2, noon + 86_400_000]);
    expect(results.map(({ state, reason }) => reason ?? state)).toEqual([
      'passed',
      'passed',
      'rate_limited',
      'passed',
    ]);
    expect([results[2]?.message, calls()]).toEqual(["the day's quota of 2 calls is used up; not asked", 3]);
  });
});

it('5,000 symbols of one answer are one metric of staleness', async () => {
  const symbols = Array.from({ length: 5_000 }, (_, n) => `S${n}`);
  const { url } = await bodyOf(() =>
    JSON.stringify({ quotes: symbols.map((symbol, n) => ({ symbol, time: ago(n), price: 10 })) }),
  );
  const result = last(await runs({ request: { url }, symbols }));
  const { distributions, measurements } = result.attempts[0] ?? {};
  expect([result.state, measurements?.coverage]).toEqual(['passed', 100]);
  expect(distributions?.staleness?.reduce((sum, [, count]) => sum + count, 0)).toBe(5_000);
});
