import { tmpdir } from 'node:os';
import { systemClock } from '../functions/platform/clock.ts';
import { lagMeter } from '../functions/platform/lag.ts';
import { probeMemory } from '../functions/platform/memory.ts';
import { environmentSecrets } from '../functions/platform/secrets.ts';
import type { ArtifactStore, RunnerPorts } from '../functions/runner/attempt.ts';
import { gates } from '../functions/runner/gate.ts';
import type { Job } from '../functions/runner/run-check.ts';
import type { Check } from '../model/check.ts';
import { LANES, type Lane } from '../model/lane.ts';
import { CONCURRENCY } from '../model/plan.ts';
import { worstCaseMs } from '../model/retry.ts';
import { WarmBrowsers } from '../probes/chromium/warm-browsers.ts';
import { loadProbe } from '../probes/load.ts';
import { dialer } from '../probes/net/dial.ts';
import type { OpenExchange } from './demo/open.ts';
import { demoPorts, looksAtDemo } from './demo/ports.ts';
import { DEMO_SECRETS } from './demo/secrets.ts';

/** What checks are run with on one machine. */
export interface Machine {
  readonly ports: RunnerPorts;
  /** There when one of the checks looks at it. */
  readonly exchange: OpenExchange | undefined;
  /** Ends the browser, and the exchange. */
  readonly close: () => Promise<void>;
}

/**
 * Gets one machine ready for these checks: opens the demo exchange if one of them looks at it, trusts it, and knows
 * its password. A browser is looked for when the first check needs it.
 */
export async function readyMachine(checks: readonly Check[], artifacts: ArtifactStore): Promise<Machine> {
  const exchange = await exchangeFor(checks);
  const dial = dialer({ extraRoots: exchange ? [exchange.authority] : [] });
  const secrets = environmentSecrets(exchange ? { ...DEMO_SECRETS, ...process.env } : process.env);
  const browsers = browsersOf(exchange);
  // A browser's code takes long to load, and what runs meanwhile would find our own event loop late.
  await Promise.all([...new Set(checks.map(({ kind }) => kind))].map(loadProbe));
  return {
    ports: {
      clock: systemClock,
      dial,
      secrets,
      loadProbe,
      gates: gates(),
      lag: lagMeter(),
      memory: probeMemory(),
      browsers,
      artifacts,
    },
    exchange,
    close: async () => {
      await browsers.close();
      await exchange?.close();
    },
  };
}

/** A browser cannot be told of the exchange's authority: there, certificates are judged by the dialer. */
const browsersOf = (exchange: OpenExchange | undefined): WarmBrowsers =>
  new WarmBrowsers({
    executable: process.env.VEDETTE_CHROMIUM,
    temporary: tmpdir(),
    monotonic: systemClock.monotonic,
    trust: exchange ? 'dialer' : 'browser',
  });

async function exchangeFor(checks: readonly Check[]): Promise<OpenExchange | undefined> {
  const ports = demoPorts(process.env);
  if (!looksAtDemo(checks, ports)) return undefined;
  const { openExchange } = await import('./demo/open.ts');
  return openExchange(ports);
}

/** Time in which these jobs are certainly over, however they go: one machine has no invocation that ends. */
export const enoughMs = (jobs: readonly Job[]): number =>
  1_000 + LANES.reduce((sum, lane) => sum + enoughIn(lane, jobs), 0);

function enoughIn(lane: Lane, jobs: readonly Job[]): number {
  const worst = jobs.filter(({ check }) => check.lane === lane).map(({ check }) => worstCaseMs(check));
  return worst.reduce((sum, ms) => sum + ms, 0) / CONCURRENCY[lane] + Math.max(0, ...worst);
}
