import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import { hasChromium, openBrowser } from '../page/browser.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let exchange: Exchange;
let browser: Browser;
let context: BrowserContext;
const problems: string[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  [exchange, browser] = await Promise.all([startExchange(), openBrowser()]);
  const baseURL = `https://localhost:${exchange.ports.https}`;
  context = await browser.newContext({ baseURL, ignoreHTTPSErrors: true });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await exchange?.close();
});

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('User').fill(LOGIN.user);
  await page.getByLabel('Password').fill(LOGIN.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Portfolio' }).waitFor();
}

describe.skipIf(!hasChromium)('the web front of the demo exchange, in Chromium (needs linux-x64)', () => {
  it('shows quotes, logs in, values the portfolio, previews an order and logs out', async () => {
    const page = await open('/');
    const bhp = page.locator('[data-quote="BHP"]', { hasText: /^\d+\.\d\d$/ });
    await bhp.waitFor();
    await page.getByRole('link', { name: 'Log in to trade' }).click();
    await logIn(page);
    await page
      .getByLabel('Total value')
      .filter({ hasText: /^[\d,]+\.\d\d$/ })
      .waitFor();
    await page.getByRole('link', { name: 'Order ticket' }).click();
    await page.getByLabel('Symbol').selectOption('CSL');
    await page.getByLabel('Quantity').fill('15');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page
      .getByLabel('Preview')
      .filter({ hasText: /^Buy 15 CSL at about [\d.]+: AUD [\d,.]+$/ })
      .waitFor();
    await page.getByRole('link', { name: 'Portfolio' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.goto('/portfolio');
    expect(page.url()).toMatch(/\/log-in$/);
    await page.close();
  });

  it.each(['/', '/log-in', '/portfolio', '/order', '/statement'])('axe finds nothing in %s', async (path) => {
    const page = await open(path);
    if (path === '/portfolio') await logIn(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.addScriptTag({ path: AXE });
      const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
    await page.close();
  });

  it('throws nothing and complains of nothing', () => {
    expect(problems).toEqual([]);
  });
});
