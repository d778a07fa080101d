import { describe, expect, it } from 'vitest';
import { keepingArtifacts, siteOf, testBrowsers, visit } from '../../test/browsing.ts';
import { httpsTarget, localCertificate, testAuthority } from '../../test/targets.ts';
import type { Journey } from '../browser/check.ts';
import type { Lookup } from '../net/resolve.ts';

const browsers = testBrowsers();

const html = (body: string) => `<!doctype html><title>x</title>${body}`;

const opened: Journey = async ({ page, vars }) => {
  await page.goto(vars.url ?? '');
};

/** Names that lead to loopback, and one that is said to be public. */
const lookup: Lookup = async (host) => [
  { address: host === 'public.test' ? '203.0.113.7' : '127.0.0.1', family: 4 },
];

/** The console's file of the only attempt, when all of the evidence is kept. */
async function consoleOf(journey: Journey, pages: Parameters<typeof visit>[1]['pages'] = {}) {
  const { store, kept } = keepingArtifacts();
  const result = await visit(journey, {
    browsers,
    pages,
    artifacts: store,
    options: { evidence: 'always', stepTimeout: '5s' },
  });
  const file = kept[0]?.find(({ name }) => name === 'console.txt');
  return { result, text: new TextDecoder().decode(file?.bytes) };
}

describe('what a check may reach', () => {
  it('is no private address, when it does not say so', async () => {
    const result = await visit(opened, { browsers, options: { network: 'public' } });
    expect([result.state, result.reason]).toEqual(['errored', 'address_refused']);
    expect(result.message).toMatch(
      /^outside of its steps: 127\.0\.0\.1 is at 127\.0\.0\.1, not a public address; if that is meant, write network: 'private'$/,
    );
  });

  it('is resolved by us: a name of no address is told in the words of every other kind', async () => {
    const nowhere: Lookup = async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };
    const journey: Journey = ({ page, step }) =>
      step('open', async () => void (await page.goto('http://no.test/')));
    const result = await visit(journey, { browsers, lookup: nowhere });
    expect([result.state, result.reason, result.message]).toEqual([
      'failed',
      'dns_not_found',
      'step "open": the name does not exist (no.test)',
    ]);
  });

  it('is not led astray by a redirect, a part of the page, a script, a frame or a socket', async () => {
    const inner = await siteOf({ '/': 'inner' });
    const address = `http://inner.test:${inner.port}/`;
    const pages = {
      '/': html(`<img src="${address}image"><iframe src="${address}frame"></iframe><script>
        window.done = Promise.allSettled([
          fetch('${address}fetch', { mode: 'no-cors' }),
          fetch('/redirect', { mode: 'no-cors' }),
          new Promise((_, reject) => { new WebSocket('ws://inner.test:${inner.port}/').onerror = reject; }),
        ]).then((all) => all.map((one) => one.status).join());
      </script>`),
      '/redirect': (_: unknown, response: import('node:http').ServerResponse) =>
        response.writeHead(302, { location: address }).end(),
    };
    // The site itself counts as public here, so that all that is private is what it leads to.
    const dial = publicOnly(inner.port);
    const journey: Journey = async ({ page, vars, expect: see }) => {
      await page.goto(vars.url ?? '');
      see(await page.evaluate('window.done')).toBe('rejected,rejected,rejected');
    };
    const result = await visit(journey, { browsers, pages, lookup, dial });
    expect(result.message).toBe('everything held');
    expect(inner.accepted()).toBe(0);
  });

  it('nor is a navigation: that the target leads elsewhere is its fault', async () => {
    const inner = await siteOf({ '/': 'inner' });
    const pages = {
      '/': (_: unknown, response: import('node:http').ServerResponse) =>
        response.writeHead(302, { location: `http://inner.test:${inner.port}/` }).end(),
    };
    const result = await visit(opened, { browsers, pages, lookup, dial: publicOnly(inner.port) });
    expect([result.state, result.reason]).toEqual(['failed', 'redirect_refused']);
    expect(inner.accepted()).toBe(0);
  });

  it('is no host that it blocks', async () => {
    const third = await siteOf({ '/': 'third' });
    const pages = { '/': html(`<img src="http://stats.third.test:${third.port}/">`) };
    const result = await visit(opened, {
      browsers,
      pages,
      lookup,
      options: { blockedHosts: ['*.third.test'] },
    });
    expect(result.state).toBe('passed');
    expect(third.accepted()).toBe(0);
  });
});

/** A dialer to which everything is public but one port. */
const publicOnly =
  (privatePort: number): NonNullable<Parameters<typeof visit>[1]['dial']> =>
  (real) =>
  (request) =>
    real({ ...request, network: request.port === privatePort ? 'public' : 'private' });

describe('what pages may do', () => {
  it('a failure that real users see is seen: what another origin does not allow is not read', async () => {
    const other = await siteOf({ '/': '{"price":1}' });
    const journey: Journey = async ({ page, vars }) => {
      await page.goto(vars.url ?? '');
      await page.evaluate(`fetch('http://127.0.0.1:${other.port}/').then((answer) => answer.text())`);
    };
    const result = await visit(journey, { browsers, pages: { '/': html('') } });
    expect([result.state, result.message]).toEqual(['failed', expect.stringContaining('Failed to fetch')]);
  });

  it('a dialog is dismissed, unless the journey answers it itself', async () => {
    const pages = { '/': html('<script>document.title = String(confirm("Sell everything?"))</script>') };
    const alone = await consoleOf(async ({ page, vars, expect: see }) => {
      await page.goto(vars.url ?? '');
      await see(page).toHaveTitle('false');
    }, pages);
    expect(alone.result.message).toBe('everything held');
    expect(alone.text).toContain('dialog  confirm: Sell everything?');
    const answered = await consoleOf(async ({ page, vars, expect: see }) => {
      page.on('dialog', (dialog) => dialog.accept());
      await page.goto(vars.url ?? '');
      await see(page).toHaveTitle('true');
    }, pages);
    expect(answered.result.message).toBe('everything held');
  });

  it('popups are followed, but not without end', async () => {
    const pages = { '/': html('<button onclick="for (let n = 0; n < 20; n++) open(\'/\')">Go</button>') };
    const { result, text } = await consoleOf(async ({ page, context, vars, expect: see }) => {
      await page.goto(vars.url ?? '');
      await page.getByText('Go').click();
      await see.poll(() => context.pages().length).toBeLessThanOrEqual(5);
    }, pages);
    expect(result.message).toBe('everything held');
    expect(text === '' || text.includes('popup')).toBe(true);
  });

  it('nothing is downloaded, and no service worker stays', async () => {
    const pages = {
      '/': html(`<a href="/file" download>Save</a><script>
        navigator.serviceWorker.register('/worker.js').catch(() => {});
      </script>`),
      '/worker.js': (_: unknown, response: import('node:http').ServerResponse) =>
        response.setHeader('content-type', 'text/javascript').end(''),
      '/file': (_: unknown, response: import('node:http').ServerResponse) =>
        response.setHeader('content-disposition', 'attachment').end('bytes'),
    };
    const { result, text } = await consoleOf(async ({ page, vars, expect: see }) => {
      await page.goto(vars.url ?? '');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save').click()]);
      see(await download.failure()).toContain('acceptDownloads');
      see(await page.evaluate('navigator.serviceWorker.getRegistrations()')).toEqual([]);
    }, pages);
    expect(result.message).toBe('everything held');
    expect(text).toMatch(/download {2}\S+\/file was not downloaded/);
  });
});

describe('certificates', () => {
  const overTls = async (hosts: readonly string[], notAfter?: Date) => {
    const certificate = await (await testAuthority()).issue({ hosts, ...(notAfter && { notAfter }) });
    return httpsTarget((_request, response) => response.end('hello'), certificate);
  };
  const to =
    (url: string): Journey =>
    async ({ page }) =>
      void (await page.goto(url));

  it('come along: the days that are left, and the handshake as a phase', async () => {
    const { port } = await httpsTarget((_request, response) => response.end('hi'), await localCertificate());
    const { attempts, phases, message } = await visit(to(`https://localhost:${port}/`), { browsers });
    expect(message).toBe('everything held');
    expect(attempts[0]?.measurements.certificate_days).toBeGreaterThan(80);
    expect(phases.tls).toBeGreaterThan(0);
  });

  it.each<[sentence: string, hosts: readonly string[], notAfter: Date | undefined, reason: string]>([
    ['for another name', ['other.test'], undefined, 'certificate_wrong_host'],
    ['that has expired', ['localhost'], new Date(Date.now() - 60_000), 'certificate_expired'],
  ])('one %s is told as such', async (_sentence, hosts, notAfter, reason) => {
    const { port } = await overTls(hosts, notAfter);
    const result = await visit(to(`https://localhost:${port}/`), { browsers });
    expect([result.state, result.reason]).toEqual(['failed', reason]);
  });
});

describe('certificates that the browser judges itself', () => {
  const strict = testBrowsers({ trust: 'browser' });

  it('one of a root that it does not know is not trusted', async () => {
    const { port } = await httpsTarget((_request, response) => response.end('hi'), await localCertificate());
    const journey: Journey = async ({ page }) => void (await page.goto(`https://localhost:${port}/`));
    const result = await visit(journey, { browsers: strict });
    expect([result.state, result.reason, result.message]).toEqual([
      'failed',
      'certificate_untrusted',
      `outside of its steps: the certificate is not trusted (localhost:${port})`,
    ]);
  });
});
