import { createRequire } from 'node:module';
import { brotliCompressSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../../local/page/build.ts';
import { hasChromium, openBrowser } from './browser.ts';
import { type FakeTwin, fakeTwin, resultNow } from './fake-twin.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let twin: FakeTwin;
let browser: Browser;
const problems: string[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  [twin, browser] = await Promise.all([fakeTwin(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await twin?.close();
});

/** Opens the page at a hash and waits until its view is there. */
async function open(hash: string, options: BrowserContextOptions = {}, url = twin.url): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1_280, height: 800 },
    locale: 'en-GB',
    ...options,
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url + hash);
  await page.waitForSelector('main h1');
  await page.waitForSelector('#link[data-up="true"]');
  return page;
}

const quote = () => twin.checks.find(({ id }) => id === 'quote') ?? expect.fail('the story has no quote');

const VIEWS = ['#/', '#/checks/quote', '#/alarms', '#/incidents', '#/inbox', '#/next', '#/demo'];

describe.skipIf(!hasChromium)('the page, in Chromium (needs linux-x64)', () => {
  it('shows every check with its state as a shape and a word', async () => {
    const page = await open('#/');
    expect(await page.locator('tr.check').count()).toBe(twin.checks.length);
    const row = page.locator('tr.check', { has: page.getByRole('link', { name: 'quote', exact: true }) });
    expect(await row.locator('.state').innerText()).toBe('✖failed');
    expect(await page.locator('h1').innerText()).toContain('quote fails');
    expect(await row.locator('.message').innerText()).toContain('younger than 30s');
    await page.close();
  });

  it('shows a result within a second of it', async () => {
    const page = await open('#/');
    const row = page.locator('tr.check', { has: page.getByRole('link', { name: 'quote', exact: true }) });
    const began = performance.now();
    twin.publish(resultNow(quote(), 'passed'));
    await row.and(page.locator('[data-state="passed"]')).waitFor();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await page.locator('h1').innerText()).toContain('depth is degraded');
    await page.close();
  });

  it('is moved over with j and k, opened with Enter, left with Escape, explained with ?', async () => {
    const page = await open('#/');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await page.keyboard.press('j');
    expect(await focused()).toBe('site');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe('site-redirect');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.check-page');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.overview');
    await page.keyboard.press('?');
    expect(await page.locator('#help').isVisible()).toBe(true);
    await page.close();
  });

  it('lets the first Tab skip to the content', async () => {
    const page = await open('#/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.close();
  });

  it('filters checks by the words of their names, targets and states', async () => {
    const page = await open('#/');
    await page.keyboard.press('/');
    await page.keyboard.type('tcp');
    expect(await page.locator('tr.check:visible a.name').allInnerTexts()).toEqual(['fix-gateway']);
    await page.close();
  });

  it('remembers the theme that was chosen over the system’s', async () => {
    const page = await open('#/', { colorScheme: 'dark' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const dark = await ground();
    await page.click('#theme');
    expect(await ground()).not.toBe(dark);
    await page.reload();
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
    await page.close();
  });

  it('draws the phases of a check, its evidence, assertions, alarms and definition', async () => {
    const page = await open('#/checks/quote');
    await page.waitForSelector('.plot canvas');
    const headings = await page.locator('main h2').allInnerTexts();
    expect(headings).toEqual([
      'Phases over time',
      'Latest that did not pass',
      'Assertions',
      'Alarms',
      'Results',
      'Definition',
    ]);
    expect(await page.locator('.evidence').innerText()).toContain('203.0.113.7');
    expect(await page.locator('tr.bad').innerText()).toContain('younger than 30s');
    await page.close();
  });

  it('times what follows from a fault', async () => {
    const page = await open('#/demo');
    await page.click('#fault-slow');
    await page.waitForSelector('#fault-slow[aria-checked="true"]');
    twin.publish(resultNow(quote(), 'failed'));
    await page.waitForSelector('.moment');
    expect(await page.locator('.moment').first().innerText()).toMatch(/^\+\d\.\d s\s+quote notices/);
    await page.click('#fault-slow');
    await page.waitForSelector('#fault-slow[aria-checked="false"]');
    await page.close();
  });

  it.each(VIEWS)('axe finds nothing serious in %s, dark and light', async (hash) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      const page = await open(hash, { colorScheme, bypassCSP: true });
      await page.addScriptTag({ path: AXE });
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      };
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      await page.close();
    }
  });

  it.each(VIEWS)('%s fits a phone of 360 px without scrolling sideways', async (hash) => {
    const page = await open(hash, { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.close();
  });

  it('broke no rule of the content security policy and threw nothing', () => {
    expect(problems).toEqual([]);
  });
});

/** Names of the checks whose rows were changed, from now until they are asked for. */
const WATCH_ROWS = `{
  window.changed = new Set();
  new MutationObserver((records) => {
    for (const { target } of records) {
      const row = (target.nodeType === 1 ? target : target.parentElement).closest('tr.check');
      if (row) window.changed.add(row.querySelector('a.name').textContent);
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}`;

// How many frames a second that makes is measured by bench/page: a test's machine has other work too.
describe.skipIf(!hasChromium)('500 checks (needs linux-x64)', () => {
  let many: FakeTwin;
  let page: Page;

  beforeAll(async () => {
    many = await fakeTwin(500);
    page = await open('#/', {}, many.url);
  }, 30_000);
  afterAll(async () => {
    await page?.close();
    await many?.close();
  });

  it('are drawn without what their own pages need', async () => {
    expect(await page.locator('tr.check').count()).toBe(500);
    const loaded = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    );
    expect(loaded.some((name) => name.endsWith('/page.js'))).toBe(true);
    expect(loaded.filter((name) => name.includes('chart'))).toEqual([]);
  });

  it('cost what changed and nothing more: a result changes the row of its check', async () => {
    // Rows count the time since their last failure, which may pass a minute just now: these have had none.
    const quiet = many.checks.filter(({ state }) => state === 'passed').slice(20, 24);
    await page.evaluate(WATCH_ROWS);
    for (const check of quiet) many.publish(resultNow(check, 'failed'));
    await expect
      .poll(() => page.evaluate<string[]>('[...window.changed]'), { timeout: 5_000 })
      .toEqual(expect.arrayContaining(quiet.map(({ id }) => id)));
    const bad = many.checks.filter(({ state }) => state !== 'passed').map(({ id }) => id);
    const changed = await page.evaluate<string[]>('[...window.changed]');
    expect(changed.filter((id) => !bad.includes(id)).sort()).toEqual(quiet.map(({ id }) => id).sort());
  });
});

describe('the files of the page', () => {
  it('are less than 100 KB together as they are sent', async () => {
    const files = [...(await buildPage()).values()];
    const bytes = files.reduce((sum, file) => sum + brotliCompressSync(file).length, 0);
    expect(bytes).toBeLessThan(100_000);
  });
});
