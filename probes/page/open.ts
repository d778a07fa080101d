import type { CDPSession } from 'playwright-core';
import type { Fault } from '../../model/reason.ts';
import { navigationFault } from '../chromium/fault.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import { unlessAborted } from '../net/abort.ts';
import type { PageSpec } from './check.ts';
import { injectedScript, READ, type Readings } from './injected.ts';
import { Traffic } from './settled.ts';
import { CONNECTIONS, CPUS } from './words.ts';

/** A page that was opened, as far as it came. */
export interface Opened {
  readonly readings: Readings;
  readonly traffic: Traffic;
}

/** Opens the page, waits until it has come to rest and reads what it tells. Throws Playwright's errors and the signal's reason. */
export async function open(visit: BrowserVisit, spec: PageSpec): Promise<Opened> {
  const { page, browser } = visit;
  const session = await browser.newCDPSession(page);
  await page.addInitScript({ content: await injectedScript() });
  await throttle(session, spec);
  const traffic = new Traffic(page);
  await page.goto(spec.url, { waitUntil: 'commit', timeout: 0 });
  await page.waitForLoadState('load', { timeout: 0 });
  await traffic.settled(spec.settleMs);
  const readings = (await page.evaluate(READ)) as Readings;
  return { readings, traffic };
}

async function throttle(session: CDPSession, { cpu, connection: name }: PageSpec): Promise<void> {
  const rate = CPUS[cpu];
  if (rate > 1) await session.send('Emulation.setCPUThrottlingRate', { rate });
  const connection = CONNECTIONS[name];
  if (!connection) return;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: connection.latencyMs,
    downloadThroughput: connection.down / BITS,
    uploadThroughput: connection.up / BITS,
  });
}

const BITS = 8;
