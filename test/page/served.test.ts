import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { http } from '../../index.ts';
import { buildPage } from '../../local/page/build.ts';
import { type Served, serve } from '../../local/server/serve.ts';
import { checksOf } from '../checks.ts';
import { FakeTwin, resultOf } from '../watched.ts';
import { hasChromium, openBrowser } from './browser.ts';

const [quote = expect.fail('there is no check')] = checksOf(
  http('quote', { url: 'https://exchange.example.com/v1/quotes', every: '10s' }),
);
const twin = new FakeTwin({ checks: [quote] });
let served: Served;
let browser: Browser;

beforeAll(async () => {
  if (!hasChromium) return;
  await twin.take(resultOf(quote));
  served = await serve(twin, { port: 0, page: await buildPage() });
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe.skipIf(!hasChromium)('the page, as local/server serves it (needs linux-x64)', () => {
  it.each(['#/', '#/checks/quote', '#/alarms', '#/incidents', '#/inbox', '#/next'])(
    'opens %s under its content security policy, and nothing breaks',
    async (hash) => {
      const problems: string[] = [];
      const page = await browser.newPage({ locale: 'en-GB' });
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(`${served.url}/${hash}`);
      await page.waitForSelector('#link[data-up="true"]');
      expect(await page.locator('main h1').innerText()).not.toContain('cannot be shown');
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it('draws its charts in a browser whose language no Intl knows', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    // As a Chromium has it that was started without LANG.
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
    );
    await page.goto(`${served.url}/#/checks/quote`);
    await page.waitForSelector('.chart canvas');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('follows the twin: what fails is shown within a second', async () => {
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(`${served.url}/`);
    await page.waitForSelector('#link[data-up="true"]');
    const began = performance.now();
    await twin.take(resultOf(quote, { state: 'failed', message: 'status is 500', at: Date.now() }));
    await page.waitForSelector('tr.check[data-state="failed"]');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await page.locator('h1').innerText()).toContain('quote fails');
    await page.close();
  });
});
