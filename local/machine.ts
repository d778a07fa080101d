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
  /** There from when one of the checks first looked at it. */
  readonly exchange: OpenExchange | undefined;
  /** Gets ready for other checks, too. Throws `UsageError` when a port of the demo exchange is taken. */
  readonly readyFor: (checks: readonly Check[]) => Promise<void>;
  /** Ends the browser, and the exchange. */
  readonly close: () => Promise<void>;
}

/**
 * Gets one machine ready for these checks: opens the demo exchange if one of them looks at it, trusts it, and knows
 * its password. A browser is looked for when the first check needs it. Throws as `readyFor` does.
 */
export async function readyMachine(checks: readonly Check[], artifacts: ArtifactStore): Promise<Machine> {
  let exchange: OpenExchange | undefined;
  let way = wayTo(exchange);
  const readyFor = async (next: readonly Check[]): Promise<void> => {
    // A browser's code takes long to load, and what runs meanwhile would find our own event loop late.
    await Promise.all([...new Set(next.map(({ kind }) => kind))].map(loadProbe));
    exchange ??= await exchangeFor(next);
    if (!exchange || way.exchange) return;
    await way.browsers.close();
    way = wayTo(exchange);
  };
  await readyFor(checks);
  const fixed = {
    clock: systemClock,
    loadProbe,
    gates: gates(),
    lag: lagMeter(),
    memory: probeMemory({ staysAwake: true }),
    artifacts,
  };
  return {
    ports: {
      ...fixed,
      get dial() {
        return way.dial;
      },
      get secrets() {
        return way.secrets;
      },
      get browsers() {
        return way.browsers;
      },
    },
    get exchange() {
      return exchange;
    },
    readyFor,
    close: async () => {
      await way.browsers.close();
      await exchange?.close();
    },
  };
}

/** What depends on whether the demo exchange is there. A browser cannot be told of its authority: the dialer judges for it. */
const wayTo = (exchange: OpenExchange | undefined) => ({
  exchange,
  dial: dialer({ extraRoots: exchange ? [exchange.authority] : [] }),
  secrets: environmentSecrets(exchange ? { ...DEMO_SECRETS, ...process.env } : process.env),
  browsers: new WarmBrowsers({
    executable: process.env.VEDETTE_CHROMIUM,
    temporary: tmpdir(),
    monotonic: systemClock.monotonic,
    trust: exchange ? 'dialer' : 'browser',
  }),
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
