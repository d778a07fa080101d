import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { http } from '../../index.ts';
import { buildPage } from '../../local/page/build.ts';
import { type Served, type ServeOptions, serve } from '../../local/server/serve.ts';
import type { Incident } from '../../model/incident/incident.ts';
import { checksOf } from '../checks.ts';
import { FakeTwin, NOON, resultOf } from '../watched.ts';
import { hasChromium, openBrowser } from './browser.ts';
import { cuttableWay } from './cuttable.ts';

const LIMITS = { degraded: '250ms', failed: '5s' } as const;
const [quote = expect.fail('there is no check'), depth = expect.fail('there is one check')] = checksOf(
  http('quote', { url: 'https://exchange.example.com/v1/quotes', every: '10s', thresholds: LIMITS }),
  http('depth', { url: 'https://exchange.example.com/v1/depth', every: '10s' }),
);

let browser: Browser;
let twin: FakeTwin;

beforeAll(async () => {
  if (hasChromium) browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

beforeEach(async () => {
  twin = new FakeTwin({ checks: [quote] });
  await twin.take(resultOf(quote));
});

async function served(options: Partial<ServeOptions> = {}, watched = twin): Promise<Served> {
  const made = await serve(watched, { port: 0, page: await buildPage(), ...options });
  onTestFinished(made.close);
  return made;
}

async function open(url: string, hash = '#/'): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1_100, height: 800 } });
  onTestFinished(() => page.close());
  await page.goto(`${url}/${hash}`);
  await page.waitForSelector('#link[data-up="true"]');
  return page;
}

const names = (page: Page): Promise<string[]> => page.locator('tr.check a.name').allInnerTexts();
const rowIn = (page: Page, state: string): Locator => page.locator(`tr.check[data-state="${state}"]`);

const SOON = { timeout: 10_000 };

describe.skipIf(!hasChromium)('the page, while its twin goes on (needs linux-x64)', () => {
  it('asks for everything again when the definitions are others, and says what is wrong with them', async () => {
    const page = await open((await served()).url);
    expect(await names(page)).toEqual(['quote']);
    twin.checks = () => [quote, depth];
    twin.tell({ type: 'definitions' });
    await expect.poll(() => names(page), SOON).toEqual(['quote', 'depth']);
    twin.wrong = 'quote: every: "11s" is not an interval';
    twin.tell({ type: 'definitions', problem: twin.wrong });
    await page.getByRole('status').filter({ hasText: '"11s" is not an interval' }).waitFor();
    await expect.poll(() => names(page), SOON).toEqual(['quote', 'depth']);
    twin.wrong = undefined;
    twin.tell({ type: 'definitions' });
    await page.locator('#trouble').waitFor({ state: 'hidden' });
  });

  it('says that nothing is remembered beyond this process, until it is again', async () => {
    const page = await open((await served()).url);
    twin.tell({ type: 'archive', trouble: 'no space is left on its disk' });
    await page.getByRole('status').filter({ hasText: 'no space is left' }).waitFor();
    twin.tell({ type: 'archive' });
    await page.locator('#trouble').waitFor({ state: 'hidden' });
  });

  it('gets what it missed while the connection was cut', async () => {
    const way = await cuttableWay((await served()).url);
    onTestFinished(way.close);
    const page = await open(way.url);
    way.cut();
    await page.waitForSelector('#link[data-up="false"]');
    await twin.take(resultOf(quote, { state: 'failed', message: 'status is 500', at: NOON + 10_000 }));
    way.mend();
    await rowIn(page, 'failed').waitFor(SOON);
    expect(await page.locator('h1').innerText()).toContain('quote fails');
  });

  it('asks for everything again when it missed more than is known any more', async () => {
    const way = await cuttableWay((await served()).url);
    onTestFinished(way.close);
    const page = await open(way.url);
    way.cut();
    await page.waitForSelector('#link[data-up="false"]');
    twin.checks = () => [quote, depth];
    await twin.take(resultOf(depth, { state: 'failed', message: 'reset', at: NOON + 10_000 }));
    for (let event = 0; event < 1_100; event++)
      await twin.take(resultOf(quote, { at: NOON + 11_000 + event }));
    way.mend();
    await expect.poll(() => names(page), SOON).toEqual(['quote', 'depth']);
    await rowIn(page, 'failed').waitFor(SOON);
  });

  it('goes on with a twin that was started anew', async () => {
    const first = await served();
    const page = await open(first.url);
    await first.close();
    await page.waitForSelector('#link[data-up="false"]');
    const next = new (class extends FakeTwin {
      override readonly startedAt = NOON + 60_000;
    })({ checks: [quote, depth] });
    await next.take(resultOf(depth, { state: 'degraded', message: 'slow' }));
    await served({ port: Number(new URL(first.url).port) }, next);
    await page.waitForSelector('#link[data-up="true"]', SOON);
    await expect.poll(() => names(page), SOON).toEqual(['quote', 'depth']);
    await next.take(resultOf(quote, { state: 'failed', message: 'down', at: NOON + 70_000 }));
    await rowIn(page, 'failed').waitFor(SOON);
  });

  it('names a limit that is far above what was measured, instead of drawing all as one line', async () => {
    const page = await open((await served()).url, '#/checks/quote');
    await page.waitForSelector('.plot canvas');
    const chart = page.getByRole('img', { name: /^Phases over time/ });
    expect(await chart.getAttribute('aria-label')).toContain('failed: server above 5s');
    const pixels = (where: 'top' | 'bottom') =>
      page.evaluate<number>(`(() => {
        const canvas = document.querySelector('.plot canvas');
        const half = Math.floor(canvas.height / 2);
        const { data } = canvas.getContext('2d').getImageData(0, ${where === 'top' ? '0' : 'half'}, canvas.width, half);
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = getComputedStyle(document.querySelector('.plot')).getPropertyValue('--failed');
        const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
        let count = 0;
        // Thin letters are mostly edges, which are lighter.
        const isInk = (at) =>
          Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 150;
        for (let at = 0; at < data.length; at += 4) if (isInk(at)) count += 1;
        return count;
      })()`);
    // More ink than a letter or two in any font: the whole label.
    await expect.poll(() => pixels('top'), SOON).toBeGreaterThan(200);
    expect(await pixels('bottom')).toBe(0);
  });

  it('shows what a check expects and its limits in its definition', async () => {
    const page = await open((await served()).url, '#/checks/quote');
    const definition = await page.getByRole('region', { name: 'Definition' }).innerText();
    expect(definition).toContain('expect:\n  status to be 2xx');
    expect(definition).toContain('degraded:\n    phase server, above 250ms');
  });
});

const INCIDENT: Incident = {
  key: 'vedette/quote/failed',
  id: 'quote-1',
  alarm: 'vedette/quote/failed',
  state: 'firing',
  openedAt: NOON,
  changedAt: NOON,
  reason: 'Threshold crossed',
  cause: 'breached',
  labels: { severity: 'critical', check: 'quote' },
  description: '',
  arn: '',
  via: [],
};

describe.skipIf(!hasChromium)('an incident (needs linux-x64)', () => {
  beforeEach(async () => {
    await twin.archive.notifications.put('incidents', INCIDENT.key, INCIDENT, { version: 0 });
  });

  it('has nothing to acknowledge it with where the server is read-only', async () => {
    const page = await open((await served()).url, '#/incidents');
    await page.getByRole('heading', { name: INCIDENT.alarm }).waitFor();
    expect(await page.getByRole('button', { name: /Acknowledge/ }).count()).toBe(0);
  });

  it('says what is wrong in the words of its check', async () => {
    await twin.take(resultOf(quote, { state: 'failed', message: 'status is 503', at: NOON }));
    const page = await open((await served()).url, '#/incidents');
    await page.getByText('quote: status is 503').waitFor();
  });

  it('is acknowledged by keyboard alone, with the token and no other', async () => {
    const page = await open((await served({ token: 'the-token' })).url, '#/incidents');
    await page.getByRole('button', { name: `Acknowledge ${INCIDENT.alarm}` }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Acknowledge ${INCIDENT.key}` });
    await dialog.waitFor();
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('another');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'the token is not the right one' }).waitFor();
    // The page goes on while somebody types, and takes nothing from them.
    await twin.change({ alarm: INCIDENT.alarm, state: 'ALARM', at: NOON, reason: 'still' });
    await page.getByLabel(/^Token/).fill('the-token');
    await page.keyboard.press('Enter');
    await page.getByText('acknowledged by ada').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
    const kept = await twin.archive.notifications.get<Incident>('incidents', INCIDENT.key);
    expect(kept?.value.acknowledged?.by).toBe('ada');
  });

  it('is left alone by Escape, which only closes the dialog', async () => {
    const page = await open((await served({ token: 'the-token' })).url, '#/incidents');
    const button = page.getByRole('button', { name: `Acknowledge ${INCIDENT.alarm}` });
    await button.click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(page.url()).toContain('#/incidents');
    expect(await page.evaluate('document.activeElement.id')).toBe(`ack-${INCIDENT.id}`);
  });
});

describe.skipIf(!hasChromium)('who cannot see the page (needs linux-x64)', () => {
  it('finds its landmarks, headings, and each check with its state and figures', async () => {
    const page = await open((await served()).url);
    const tree = await page.locator('body').ariaSnapshot();
    for (const part of [
      '- banner:',
      '- navigation "Pages":',
      '- main:',
      '- heading "Everything passes" [level=1]',
      '- table "http":',
      '- columnheader "State"',
      '- rowheader "quote GET https://exchange.example.com/v1/quotes"',
      '- cell "passed"',
    ])
      expect(tree).toContain(part);
  });

  it('is told politely of what changes, in one sentence for several changes, and of nothing else', async () => {
    twin.checks = () => [quote, depth];
    await twin.take(resultOf(depth));
    const page = await open((await served()).url);
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    const announced = async (): Promise<string | undefined> => {
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const isLive = ({ properties = [] }: (typeof nodes)[number]) =>
        properties.some(({ name, value }) => name === 'live' && value.value === 'polite');
      const live = nodes.filter((node) => !node.ignored && isLive(node));
      const text = nodes.find(({ parentId }) => live.some(({ nodeId }) => nodeId === parentId));
      return text?.name?.value as string | undefined;
    };
    await twin.take(resultOf(quote, { at: NOON + 1 }));
    await twin.take(resultOf(quote, { state: 'failed', message: 'down', at: NOON + 2 }));
    await twin.take(resultOf(depth, { state: 'degraded', message: 'slow', at: NOON + 2 }));
    await expect.poll(announced, SOON).toBe('quote failed, depth degraded');
  }, 20_000);
});
