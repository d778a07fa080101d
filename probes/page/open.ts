import type { CDPSession } from 'playwright-core';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { PageSpec } from './check.ts';
import { countDecoded, type Decoded } from './decoded.ts';
import { Filmstrip, type Frame } from './filmstrip.ts';
import { injectedScript, READ, type Readings } from './injected.ts';
import { watchMixedContent } from './mixed-content.ts';
import { QUIET_MS, type Traffic } from './traffic.ts';
import { CPUS } from './words.ts';

/** A page that was opened and came to rest. */
export interface Opened {
  readonly readings: Readings;
  readonly decoded: Iterable<Decoded>;
  /** URLs that a page over https asked for over http. */
  readonly mixed: ReadonlySet<string>;
  readonly frames: readonly Frame[];
}

/** What is clicked is there when the page has come to rest, or it is not. Milliseconds. */
const CLICK_MS = 5_000;

/** Opens the page, waits until it has come to rest and reads what it tells. Throws Playwright's errors. */
export async function open(visit: BrowserVisit, spec: PageSpec, traffic: Traffic): Promise<Opened> {
  const { page, browser, recorder } = visit;
  if (spec.cache === 'warm') {
    await load(visit, spec);
    await traffic.settled(spec.settleMs);
    await page.goto('about:blank');
    recorder.forget();
  }
  await page.addInitScript({ content: await injectedScript() });
  const session = await browser.newCDPSession(page);
  const [decoded, mixed] = await Promise.all([countDecoded(session), watchMixedContent(session)]);
  await throttle(session, spec);
  const filmstrip = await Filmstrip.start(session);
  await load(visit, spec);
  const readings = await rest(visit, spec, traffic);
  await filmstrip.stop();
  const answered = await clicked(visit, spec, traffic);
  return {
    readings: { ...readings, ...answered },
    decoded: decoded.values(),
    mixed,
    frames: filmstrip.frames,
  };
}

async function load({ page }: BrowserVisit, { url }: PageSpec): Promise<void> {
  // The whole has a deadline; a page that leads elsewhere while it is read is not loaded before that one is.
  await page.goto(url, { waitUntil: 'commit', timeout: 0 });
  await page.waitForLoadState('load', { timeout: 0 });
}

/** Waits until the page has come to rest, but no longer than it may take to. Gives what it tells then. */
async function rest(
  { page, context }: BrowserVisit,
  { settleMs }: PageSpec,
  traffic: Traffic,
): Promise<Readings> {
  const until = context.monotonic() + settleMs;
  for (;;) {
    await traffic.settled(until - context.monotonic());
    const readings = (await page.evaluate(READ)) as Readings;
    if (isAtRest(readings) || context.monotonic() >= until) return readings;
  }
}

/** Whether nothing was run or moved for as long as nothing was asked. */
export function isAtRest({ now, held, shifts }: Pick<Readings, 'now' | 'held' | 'shifts'>): boolean {
  const last = Math.max(0, ...held.map(({ at, ms }) => at + ms), ...shifts.map(({ at }) => at));
  return now - last >= QUIET_MS;
}

/** A click is none of the page's loading: only what it leads to is read after it. */
async function clicked(
  visit: BrowserVisit,
  spec: PageSpec,
  traffic: Traffic,
): Promise<Pick<Readings, 'inp'>> {
  if (spec.click === undefined) return {};
  await visit.page.locator(spec.click).click({ timeout: CLICK_MS });
  const { inp } = await rest(visit, spec, traffic);
  return inp ? { inp } : {};
}

async function throttle(session: CDPSession, { cpu }: PageSpec): Promise<void> {
  const rate = CPUS[cpu];
  if (rate > 1) await session.send('Emulation.setCPUThrottlingRate', { rate });
}
