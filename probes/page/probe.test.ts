import { describe, expect, it } from 'vitest';
import { certificate, phase } from '../../model/assertion/words.ts';
import { secret } from '../../model/secret.ts';
import { keepingArtifacts, type Pages, siteOf, testBrowsers, visitPage } from '../../test/browsing.ts';
import { run } from '../../test/probing.ts';
import { closedPort, httpsTarget, localCertificate } from '../../test/targets.ts';
import { status } from '../http/check.ts';
import { type Budgets, type PageOptions, page } from './check.ts';

const browsers = testBrowsers();

const typed =
  (type: string, body: string, headers: Record<string, string> = {}): Exclude<Pages[string], string> =>
  (_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', type).end(body);
  };

const SCRIPT = `/* ${'-+'.repeat(5_000)} */`;

/** A page with one of everything that can be counted. */
const pages: Pages = {
  '/': `<!doctype html><link rel="stylesheet" href="/style.css"><h1 id="name">Prices</h1><button>Buy</button>
    <script src="/app.js"></script><img src="/missing.png">
    <script>console.error('no prices'); setTimeout(() => { throw new Error('broken'); });</script>`,
  '/style.css': typed('text/css', 'h1 { color: green }'),
  '/app.js': typed('text/javascript', SCRIPT),
};

const visited = (options: Partial<PageOptions> = {}, more: Pages = pages) =>
  visitPage({ browsers, pages: more, options });

describe('a page', () => {
  it('passes when its document is answered, and tells what it measured', async () => {
    const { state, message, phases, attempts } = await visited();
    expect([state, message]).toEqual(['passed', 'everything held']);
    const { measurements, assertions, evidence } = attempts[0] ?? {};
    const any = expect.any(Number);
    expect(measurements).toMatchObject({
      ...{ lcp: any, cls: any, fcp: any, ttfb: any, tbt: any, speed_index: any },
      ...{ dom_content_loaded: any, load: any, browser_start: any },
      ...{ requests: 4, requests_document: 1, requests_script: 1, requests_stylesheet: 1, requests_image: 1 },
      ...{ failed_requests: 1, uncaught_errors: 1, mixed_content: 0, status: 200, redirects: 0 },
      console_errors: 2, // its own, and the browser's own on the picture that is missing
    });
    expect(measurements).not.toHaveProperty('inp');
    expect(measurements?.transferred_script).toBeGreaterThan(SCRIPT.length);
    expect(measurements?.transferred_script).toBeLessThan(SCRIPT.length + 1_000);
    expect(measurements?.decoded_script).toBe(SCRIPT.length);
    expect(phases).toMatchObject({ connect: any, ttfb: any, transfer: any, total: measurements?.load });
    expect(assertions?.map(({ assertion }) => assertion)).toEqual(['status to be 2xx']);
    expect(evidence).toBeUndefined();
  });

  it.each<[sentence: string, budgets: Budgets, state: string, message: RegExp]>([
    [
      'that it keeps',
      { lcp: '30s', requests: 4, 'transferred:script': '20kB' },
      'passed',
      /^everything held$/,
    ],
    ['bare ones', { lcp: '1ms' }, 'degraded', /^LCP took .+, above the degraded budget of 1ms: #name$/],
    [
      'the worse of two',
      { lcp: { degraded: '1ms', failed: '2ms' } },
      'failed',
      /^LCP took .+, above the failed budget of 2ms: #name$/,
    ],
    ['on a count', { requests: 3 }, 'degraded', /^requests came to 4, above the degraded budget of 3$/],
    [
      'on a type',
      { 'decoded:script': { failed: '1kB' } },
      'failed',
      /^decoded bytes of type script came to 10kB, above the failed budget of 1kB: the largest is http:\S+app.js with 10kB$/,
    ],
    [
      'on requests that fail',
      { failedRequests: { failed: 0 } },
      'failed',
      /^failed requests came to 1, above the failed budget of 0: http:\S+missing.png: status 404$/,
    ],
    [
      'on the console',
      { consoleErrors: { failed: 0 } },
      'failed',
      /^console errors came to 2, above the failed budget of 0: (no prices|Failed to load resource.+)$/,
    ],
    [
      'on what nobody caught',
      { uncaughtErrors: 0 },
      'degraded',
      /^uncaught errors came to 1, above the degraded budget of 0: Error: broken$/,
    ],
    [
      'on the Speed Index',
      { speedIndex: '1ms' },
      'degraded',
      /^the Speed Index took .+, above the degraded budget of 1ms$/,
    ],
  ])('is held against budgets: %s', async (_sentence, budgets, state, message) => {
    const result = await visited({ budgets });
    expect(result.state).toBe(state);
    expect(result.message).toMatch(message);
    const { over_budget: over = Number.NaN } = result.attempts[0]?.measurements ?? {};
    expect(over > 0).toBe(state !== 'passed');
  });

  it('that paints nothing is over a budget on paint', async () => {
    const { state, message } = await visited({ budgets: { lcp: { failed: '4s' } } }, { '/': '<p></p>' });
    expect([state, message]).toEqual(['failed', 'there is no LCP: neither text nor picture was painted']);
  });

  it.each<[sentence: string, first: Pages[string], redirects: number]>([
    ['by its server', (_request, response) => response.writeHead(302, { location: '/home' }).end(), 1],
    ['by its script', "<script>location.replace('/home')</script>", 0],
  ])('that leads elsewhere %s is measured where it leads', async (_sentence, first, redirects) => {
    const { attempts } = await visited({}, { '/': first, '/home': '<h1 id="home">Prices</h1>' });
    expect(attempts[0]?.measurements).toMatchObject({ requests: 2, redirects, lcp: expect.any(Number) });
  });

  it.each<[sentence: string, expected: PageOptions['expect'], state: string]>([
    ['its status', [status.is(204)], 'failed'],
    ['its whole time', [phase('total').below('1ms')], 'failed'],
  ])('is held against %s', async (_sentence, expected, state) => {
    expect((await visited({ expect: expected ?? [] })).state).toBe(state);
  });
});

describe('whose requests they are', () => {
  it('third parties are those below other names, blocked hosts are nobody', async () => {
    const other = await siteOf({ '/pixel': typed('image/gif', '') });
    const named = new URL(other.url);
    named.hostname = 'localhost';
    const body = `<h1>Prices</h1><img src="${named}pixel"><script src="http://stats.test/a.js"></script>`;
    const more = { '/': body };
    const counted = async (options: Partial<PageOptions>) =>
      (await visited(options, more)).attempts[0]?.measurements ?? {};
    const blocked = { blockedHosts: ['stats.test'] };
    expect(await counted(blocked)).toMatchObject({
      requests: 2,
      requests_third_party: 1,
      failed_requests: 0,
      console_errors: 0,
    });
    const own = await counted({ ...blocked, firstParty: ['localhost'] });
    expect(own).not.toHaveProperty('requests_third_party');
  });
});

describe('what it is opened with', () => {
  const cached: Pages = {
    '/': '<h1>Prices</h1><script src="/app.js"></script>',
    '/app.js': typed('text/javascript', SCRIPT, { 'cache-control': 'max-age=60' }),
  };

  it.each<[cache: 'cold' | 'warm', transferred: RegExp]>([
    ['cold', /^\d{5}$/],
    ['warm', /^0$/],
  ])('a %s cache', async (cache, transferred) => {
    const { attempts, phases, message } = await visited(
      { cache, budgets: { 'transferred:script': '1MB' } },
      cached,
    );
    expect(message).toBe('everything held');
    expect(String(attempts[0]?.measurements.transferred_script)).toMatch(transferred);
    expect(attempts[0]?.measurements).toMatchObject({ requests: 2, decoded_script: SCRIPT.length });
    expect('connect' in phases).toBe(cache === 'cold');
  });

  it('a slow connection: a round trip to be connected, and another for each answer', async () => {
    const { attempts } = await visited({ connection: '3g' }, cached);
    const { ttfb = 0, load = 0, transferred = 0 } = attempts[0]?.measurements ?? {};
    expect(ttfb).toBeGreaterThanOrEqual(2 * 300);
    expect(load).toBeGreaterThanOrEqual(3 * 300 + (transferred * 8) / 716.8);
  });

  it('a slow machine', async () => {
    // How often the page gets to look at its clock in 300 ms.
    const busy = `<h1></h1><script>let count = 0; const end = performance.now() + 300;
      while (performance.now() < end) count += 1; console.error(count);</script>`;
    const counts = async (cpu: 'as-it-is' | '6x-slower') => {
      const options = { cpu, budgets: { consoleErrors: 0 } } as const;
      const { message } = await visited(options, { '/': busy });
      return Number(/: (\d+)$/.exec(message)?.[1]);
    };
    const fast = await counts('as-it-is');
    expect(await counts('6x-slower')).toBeLessThan(fast);
  });

  it('several runs, of which each measure is the median', async () => {
    let visits = 0;
    const more: Pages = {
      '/': (_request, response) => {
        visits += 1;
        const errors = [5, 1, 3][visits - 1] ?? 0;
        const body = `<h1>Prices</h1><script>for (let i = 0; i < ${errors}; i += 1) console.error('no prices');</script>`;
        response.setHeader('content-type', 'text/html').end(body);
      },
    };
    const { attempts, message } = await visited({ runs: 3, budgets: { consoleErrors: 2 } }, more);
    expect(message).toBe('console errors came to 3, above the degraded budget of 2: no prices');
    expect(visits).toBe(3);
    const items = attempts[0]?.evidence?.items ?? [];
    expect(items.filter(({ name }) => name.startsWith('run '))).toHaveLength(3);
  });
});

describe('a page that does not come', () => {
  it.each<[sentence: string, more: Pages, options: Partial<PageOptions>, reason: string, message: RegExp]>([
    [
      'an error, which is held against no budget',
      { '/': (_request, response) => response.writeHead(503).end('down') },
      { budgets: { lcp: { failed: '1ms' } } },
      'server_error',
      /^expected status to be 2xx, got 503$/,
    ],
    [
      'no answer',
      { '/': () => {} },
      { timeout: '1s' },
      'response_timeout',
      /^the document was not answered within 1s$/,
    ],
    [
      'a part that never comes',
      { '/': '<h1>Prices</h1><img src="/never">', '/never': () => {} },
      { timeout: '4s' },
      'page_timeout',
      /^the page did not come to rest within 4s: it waits for http:\S+\/never$/,
    ],
    [
      'nothing there to click',
      { '/': '<h1>Prices</h1>' },
      { click: '#menu', timeout: '20s' },
      'page_failed',
      /^click of locator\('#menu'\) did not come about: /,
    ],
    [
      'a file to save',
      { '/': typed('application/zip', 'PK', { 'content-disposition': 'attachment' }) },
      {},
      'page_failed',
      /Download is starting/,
    ],
  ])('has failed: %s', async (_sentence, more, options, reason, message) => {
    const result = await visited(options, more);
    expect([result.state, result.reason]).toEqual(['failed', reason]);
    expect(result.message).toMatch(message);
    expect(result.attempts[0]?.measurements).not.toHaveProperty('lcp');
  });

  it('says in which run', async () => {
    let visits = 0;
    const more: Pages = {
      '/': (_request, response) => {
        visits += 1;
        if (visits === 1) response.setHeader('content-type', 'text/html').end('<h1>Prices</h1>');
      },
    };
    const result = await visited({ runs: 2, timeout: '8s' }, more);
    expect(result.message).toBe('run 2 of 2: the document was not answered within 8s');
  });

  it.each<[sentence: string, options: Partial<PageOptions>, state: string, reason: string]>([
    ['a closed port', {}, 'failed', 'connect_refused'],
    ['an address that it must not reach', { network: 'public' }, 'errored', 'address_refused'],
  ])('%s', async (_sentence, options, state, reason) => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const result = await run(page('a', { url, network: 'private', ...options }), { browsers });
    expect([result.state, result.reason]).toEqual([state, reason]);
  });
});

describe('over https', () => {
  it('its certificate comes along, and what it asks for over http is told', async () => {
    const body = '<h1>Prices</h1><script src="http://insecure.test/a.js"></script>';
    const { url } = await httpsTarget(
      (_request, response) => response.setHeader('content-type', 'text/html').end(body),
      await localCertificate(),
    );
    const budgets = { mixedContent: 0 };
    const result = await run(
      page('a', { url, network: 'private', budgets, expect: [certificate.daysLeft.atLeast(1)] }),
      {
        browsers,
      },
    );
    expect(result.message).toBe(
      'mixed content came to 1, above the degraded budget of 0: http://insecure.test/a.js',
    );
    expect(result.attempts[0]?.measurements.certificate_days).toBeGreaterThan(80);
    expect(result.attempts[0]?.evidence?.certificates?.length).toBeGreaterThan(0);
    expect(result.phases.tls).toBeGreaterThan(0);
  });
});

describe('evidence', () => {
  const names = async (options: Partial<PageOptions>, secrets: Record<string, string> = {}) => {
    const { store, kept } = keepingArtifacts();
    const result = await visitPage({ browsers, pages, options, secrets, artifacts: store });
    return { result, files: kept.flat().map(({ name }) => name.replace(/\d+ms/, 'N')) };
  };

  it('is a picture, the film, the network and the console', async () => {
    const { result, files } = await names({ evidence: 'always' });
    expect(result.state).toBe('passed');
    expect([...new Set(files)].sort()).toEqual([
      'console.txt',
      'filmstrip-N.jpg',
      'network.har',
      'screenshot.png',
    ]);
    const says = result.attempts[0]?.evidence?.items?.map(({ name }) => name) ?? [];
    expect(says).toContain('failed request');
    expect(says).toContain('large answer');
  });

  it.each<[sentence: string, options: Partial<PageOptions>]>([
    ['there is something to mask', { mask: ['h1'] }],
    ['somebody is logged in', { storageState: secret('state') }],
  ])('has no film when %s', async (_sentence, options) => {
    const state = JSON.stringify({ cookies: [], origins: [] });
    const { result, files } = await names({ evidence: 'always', ...options }, { state });
    expect(files).not.toContain('filmstrip-N.jpg');
    expect(result.attempts[0]?.evidence?.items?.[0]).toEqual({
      name: 'filmstrip',
      says: 'there is none: what is to be masked cannot be masked in it',
    });
  });
});

describe('our own fault is none of the page', () => {
  it('a page that eats memory', async () => {
    const eats = `<h1>Prices</h1><script>const eaten = [];
      setInterval(() => eaten.push(new Uint8Array(2 ** 24).fill(1)), 10);</script>`;
    const small = testBrowsers({ memoryLimit: 2 ** 28 });
    const { state, reason, message } = await visitPage({
      browsers: small,
      pages: { '/': eats },
      options: { settle: '30s', timeout: '60s' },
    });
    await small.close();
    expect([state, reason, message]).toEqual([
      'errored',
      'browser_crashed',
      'the browser took more than 256 MiB of memory, and was ended',
    ]);
  });

  it('a machine without a browser', async () => {
    const { state, reason } = await visitPage({ browsers: undefined, pages });
    expect([state, reason]).toEqual(['errored', 'browser_missing']);
  });

  it('a machine that was late itself', async () => {
    const lag = { watch: () => ({ worst: () => 10_000, end: () => {} }) };
    const options = { budgets: { lcp: { failed: '1ms' }, requests: { failed: 100 } } } as const;
    const { state, unreliable } = await visitPage({ browsers, pages, options, lag });
    expect([state, unreliable]).toEqual(['passed', true]);
  });
});
