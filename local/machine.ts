import { systemClock } from '../functions/platform/clock.ts';
import { lagMeter } from '../functions/platform/lag.ts';
import { probeMemory } from '../functions/platform/memory.ts';
import { environmentSecrets } from '../functions/platform/secrets.ts';
import type { RunnerPorts } from '../functions/runner/attempt.ts';
import { Gate } from '../functions/runner/gate.ts';
import type { Job } from '../functions/runner/run-check.ts';
import type { Check } from '../model/check.ts';
import { CONCURRENCY } from '../model/plan.ts';
import { worstCaseMs } from '../model/retry.ts';
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
}

/**
 * Gets one machine ready for these checks: opens the demo exchange if one of them looks at it, trusts it, and knows
 * its password. Throws as `readyFor` does.
 */
export async function readyMachine(checks: readonly Check[]): Promise<Machine> {
  let exchange: OpenExchange | undefined;
  let way = wayTo(exchange);
  const readyFor = async (next: readonly Check[]): Promise<void> => {
    if (exchange) return;
    exchange = await exchangeFor(next);
    if (exchange) way = wayTo(exchange);
  };
  await readyFor(checks);
  const fixed = {
    clock: systemClock,
    loadProbe,
    gate: new Gate(),
    lag: lagMeter(),
    memory: probeMemory({ staysAwake: true }),
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
    },
    get exchange() {
      return exchange;
    },
    readyFor,
  };
}

/** What depends on whether the demo exchange is there. */
const wayTo = (exchange: OpenExchange | undefined): Pick<RunnerPorts, 'dial' | 'secrets'> => ({
  dial: dialer({ extraRoots: exchange ? [exchange.authority] : [] }),
  secrets: environmentSecrets(exchange ? { ...DEMO_SECRETS, ...process.env } : process.env),
});

async function exchangeFor(checks: readonly Check[]): Promise<OpenExchange | undefined> {
  const ports = demoPorts(process.env);
  if (!looksAtDemo(checks, ports)) return undefined;
  const { openExchange } = await import('./demo/open.ts');
  return openExchange(ports);
}

/** Time in which these jobs are certainly over, however they go: one machine has no invocation that ends. */
export function enoughMs(jobs: readonly Job[]): number {
  const worst = jobs.map(({ check }) => worstCaseMs(check));
  return worst.reduce((sum, ms) => sum + ms, 0) / CONCURRENCY + Math.max(0, ...worst) + 1_000;
}
