import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { secret } from '../../model/secret.ts';
import { siteOf, testBrowsers, visit } from '../../test/browsing.ts';
import type { BrowserOptions } from '../browser/check.ts';

const browsers = testBrowsers();

const SEEN = `[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, innerWidth, innerHeight,
  navigator.maxTouchPoints > 0, localStorage.getItem('theme')].join(' ')`;

/** What a script of a page sees, and what its server was sent. */
async function seen(options: Partial<BrowserOptions>, secrets: Readonly<Record<string, string>> = {}) {
  const asked: IncomingMessage['headers'][] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.headers);
    const isKnown = request.headers.authorization !== undefined;
    if (request.url === '/members' && !isKnown)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end();
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<meta name=viewport content="width=device-width">');
  };
  let script: unknown;
  const result = await visit(
    async ({ page, vars }) => {
      await page.goto(vars.url ?? '');
      script = await page.evaluate(SEEN);
    },
    { browsers, secrets, pages: { '/': answer }, options },
  );
  return { result, script, asked };
}

it.each<[sentence: string, options: Partial<BrowserOptions>, script: RegExp]>([
  ['nothing in particular', {}, /^en-US \S+ 1280 720 false $/],
  [
    'a window, a locale and a zone',
    { viewport: { width: 800, height: 600 }, locale: 'de-AT', timeZone: 'Australia/Sydney' },
    /^de-AT Australia\/Sydney 800 600 false $/,
  ],
  ['a device', { device: 'iPhone 15' }, /^en-US \S+ 393 \d+ true $/],
])('a page sees %s', async (_sentence, options, script) => {
  expect((await seen(options)).script).toMatch(script);
});

it('a server is sent the headers that are asked for', async () => {
  const { asked } = await seen({ headers: { 'x-probe': 'vedette' } });
  expect(asked[0]).toMatchObject({ 'x-probe': 'vedette' });
});

it.each([
  ['that they are written for', true, 200],
  ['and for no other', false, 401],
] as const)('credentials are for the origin %s', async (_sentence, isTheirs, status) => {
  const { url } = await siteOf({
    '/': ({ headers }, response) =>
      headers.authorization === `Basic ${Buffer.from('ada:hunter-two').toString('base64')}`
        ? response.end('welcome')
        : response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end(),
  });
  const origin = isTheirs ? url : 'https://elsewhere.test';
  const result = await visit(async ({ page }) => void (await page.goto(url)), {
    browsers,
    secrets: { pw: 'hunter-two' },
    options: { httpCredentials: { user: 'ada', password: secret('pw'), origin } },
  });
  expect(result.attempts[0]?.measurements.status).toBe(status);
});

it('a storage state is what a visit begins with', async () => {
  const { url } = await siteOf({ '/': (request, response) => void response.end(request.headers.cookie) });
  const { hostname, origin } = new URL(url);
  const cookie = { name: 'session', value: 'state-4711', domain: hostname, path: '/', expires: -1 };
  const state = {
    cookies: [{ ...cookie, httpOnly: true, secure: false, sameSite: 'Lax' }],
    origins: [{ origin, localStorage: [{ name: 'theme', value: 'dark-mode' }] }],
  };
  let script: unknown;
  const result = await visit(
    async ({ page, expect: see }) => {
      await page.goto(url);
      script = await page.evaluate(SEEN);
      await see(page.getByText('nothing of the kind')).toBeVisible({ timeout: 50 });
    },
    { browsers, secrets: { state: JSON.stringify(state) }, options: { storageState: secret('state') } },
  );
  expect(script).toMatch(/ dark-mode$/);
  expect(result.reason).toBe('step_failed');
  expect(JSON.stringify(result)).not.toContain('state-4711');
});

it('a storage state that is none is our own fault, and is not quoted', async () => {
  const { result } = await seen({ storageState: secret('state') }, { state: 'session=state-4711' });
  expect([result.state, result.reason]).toEqual(['errored', 'secret_missing']);
  expect(result.message).toBe(
    "the secret state is not a storage state; it must be the JSON of Playwright's context.storageState()",
  );
});
