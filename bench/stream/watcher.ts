/** Watches a stream through the real runner, in a process of its own, for its CPU and its memory. */

import { noArtifacts } from '../../functions/platform/artifacts.ts';
import { systemClock } from '../../functions/platform/clock.ts';
import { lagMeter } from '../../functions/platform/lag.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { gates } from '../../functions/runner/gate.ts';
import { runCheck } from '../../functions/runner/run-check.ts';
import { project, stream } from '../../index.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { answering } from '../child.ts';

export interface Watch {
  readonly url: string;
  readonly symbols: readonly string[];
  readonly seconds: number;
}

export interface WatchedFlood {
  readonly state: string;
  readonly message: string;
  readonly measurements: Readonly<Record<string, number>>;
  /** CPU of the process while it watched, as a share of one core, 0 to 1. */
  readonly cpu: number;
  /** How much more the process held at its peak than before, in MB. */
  readonly growthMb: number;
}

const MB = 1e6;
const SAMPLE_MS = 20;

function checkOf({ url, symbols, seconds }: Watch) {
  const definition = stream('flood', {
    url,
    calendar: 'CRYPTO',
    network: 'private',
    symbols,
    window: `${seconds}s`,
    ticks: {
      where: { type: 'quote' },
      fields: {
        symbol: 'symbol',
        time: 'time',
        price: 'price',
        bid: 'bid',
        ask: 'ask',
        sequence: 'sequence',
      },
    },
    heartbeats: { type: 'heartbeat' },
    time: 'ms',
  });
  const [check] = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds).checks;
  if (!check) throw new Error('there is no check');
  return check;
}

answering(async (watch: Watch): Promise<WatchedFlood> => {
  const ports = {
    clock: systemClock,
    dial: dialer(),
    secrets: async () => '',
    loadProbe,
    gates: gates(),
    lag: lagMeter(),
    memory: probeMemory(),
    artifacts: noArtifacts,
  };
  const job = { check: checkOf(watch), dueAt: Date.now(), location: 'local' };
  await loadProbe('stream');
  global.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  const { state, message, attempts } = await runCheck(job, ports, new AbortController().signal);
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(sampling);
  return {
    state,
    message,
    measurements: attempts[0]?.measurements ?? {},
    cpu: (user + system) / 1_000 / (performance.now() - began),
    growthMb: (peak - before) / MB,
  };
});
