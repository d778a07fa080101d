/**
 * Makes docs/screenshots of a real run: the program with the demo exchange and the example's checks, faults switched on, and
 * Chromium. It takes about six minutes: `node --import tsx test/page/screenshots.ts`.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { freePorts, vedette } from '../cli/vedette.ts';
import { openBrowser } from './browser.ts';

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');

/** So long everything passes first, that there is a past to be seen. */
const QUIET_MS = 120_000;

/** Enough for an alarm of a check that runs each minute, and for who is told of it. */
const PATIENCE_MS = 240_000;

/** Receivers without secrets: what they would have been told is in the inbox. */
const RECEIVERS = {
  VEDETTE_SLACK_CHANNEL: 'C0123456789',
  VEDETTE_PAGERDUTY: 'on',
  VEDETTE_EMAIL: 'desk@exchange.example.com',
  VEDETTE_TOKEN: 'a token, for the button that acknowledges',
};

const DESK = { width: 1_280, height: 800 } as const;
const PHONE = { width: 360, height: 740 } as const;

interface Shot {
  readonly name: string;
  readonly hash: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport?: typeof DESK | typeof PHONE;
}

const IN_TROUBLE: readonly Shot[] = [
  { name: 'overview-light', hash: '#/', colorScheme: 'light' },
  { name: 'overview-dark', hash: '#/', colorScheme: 'dark' },
  { name: 'check-light', hash: '#/checks/quote', colorScheme: 'light' },
  { name: 'check-dark', hash: '#/checks/quote', colorScheme: 'dark' },
  { name: 'incidents-light', hash: '#/incidents', colorScheme: 'light' },
  { name: 'phone-dark', hash: '#/', colorScheme: 'dark', viewport: PHONE },
];

async function open(
  browser: Browser,
  url: string,
  { hash, colorScheme, viewport = DESK }: Shot,
): Promise<Page> {
  const page = await browser.newPage({ viewport, colorScheme, locale: 'en-GB', timezoneId: 'Europe/London' });
  await page.goto(`${url}/${hash}`);
  await page.waitForSelector('#link[data-up="true"]');
  if (hash.startsWith('#/checks/')) await page.waitForSelector('.plot canvas');
  return page;
}

async function shoot(browser: Browser, url: string, shot: Shot): Promise<void> {
  const page = await open(browser, url, shot);
  await page.screenshot({ path: join(FOLDER, `${shot.name}.png`) });
  await page.close();
}

/** A rehearsal, from the switch to who is told that it is over. */
async function rehearse(browser: Browser, url: string): Promise<void> {
  const page = await open(browser, url, { name: 'demo-dark', hash: '#/demo', colorScheme: 'dark' });
  const seen = (what: string) =>
    page.locator(`.moment[data-what="${what}"]`).first().waitFor({ timeout: PATIENCE_MS });
  await page.click('#fault-500');
  await seen('told');
  await page.click('#fault-500');
  await seen('told over');
  await page.screenshot({ path: join(FOLDER, 'demo-dark.png') });
}

/** Waits for the line on stderr that says where the page is. */
async function pageOf(child: ReturnType<typeof vedette>): Promise<string> {
  let said = '';
  for await (const chunk of child.stderr ?? []) {
    said += chunk;
    const found = /The page is on (\S+)/.exec(said)?.[1];
    if (found) return found;
  }
  throw new Error(`it has no page: ${said}`);
}

async function untilTold(url: string, alarm: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const incidents = (await (await fetch(`${url}/api/v1/incidents?state=open`)).json()) as {
      incident: { alarm: string };
      told: unknown[];
    }[];
    if (incidents.some(({ incident, told }) => incident.alarm === alarm && told.length > 0)) return;
    if (Date.now() > end) throw new Error(`nobody was told of ${alarm}`);
    await delay(1_000);
  }
}

const ports = await freePorts();
const child = vedette(['start'], ports, RECEIVERS);
child.stdout?.resume();
const browser = await openBrowser();
try {
  const url = await pageOf(child);
  await delay(QUIET_MS);
  await switchOn(ports.http, '500', '/health');
  await switchOn(ports.http, 'slow', '/v1/quotes');
  await untilTold(url, 'vedette/health/failed');
  await untilTold(url, 'vedette/quote/degraded');
  for (const shot of IN_TROUBLE) await shoot(browser, url, shot);
  await switchOff(ports.http);
  await delay(QUIET_MS / 2);
  await rehearse(browser, url);
} finally {
  await browser.close();
  child.kill('SIGTERM');
  await once(child, 'close');
}
