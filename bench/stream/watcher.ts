/** Watches a stream through the real runner, in a process of its own, for its CPU and its memory. */

import { runCheck } from '../../functions/runner/run-check.ts';
import { stream } from '../../index.ts';
import { loadProbe } from '../../probes/load.ts';
import { answering } from '../child.ts';
import { checkOf, runnerPorts } from '../runner.ts';

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

const flood = ({ url, symbols, seconds }: Watch) =>
  stream('flood', {
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

answering(async (watch: Watch): Promise<WatchedFlood> => {
  const ports = runnerPorts();
  const job = { check: checkOf(flood(watch)), dueAt: Date.now(), location: 'local' };
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
