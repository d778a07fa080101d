import type { Benchmark, Row } from '../benchmark.ts';
import { startBundled, startChild } from '../child.ts';
import type { Watch, WatchedFlood } from './watcher.ts';

/** What the issue asks for on one core. */
const PER_SECOND = 50_000;

const SECONDS = 20;
const QUICK_SECONDS = 3;

const SYMBOLS = Array.from({ length: 500 }, (_, index) => `SYM${index}`);

export const stream: Benchmark = {
  about: 'a stream of 50,000 messages a second, watched on one core',
  run: async ({ quick }) => {
    const firehose = startChild(import.meta.resolve('./firehose.ts'));
    const watcher = await startBundled(import.meta.resolve('./watcher.ts'));
    try {
      const url = await firehose.ask<string>({ perSecond: PER_SECOND, symbols: SYMBOLS });
      const watch = { url, symbols: SYMBOLS } satisfies Partial<Watch>;
      // Once for the compiler.
      await watcher.ask<WatchedFlood>({ ...watch, seconds: QUICK_SECONDS });
      return rowsOf(await watcher.ask<WatchedFlood>({ ...watch, seconds: quick ? QUICK_SECONDS : SECONDS }));
    } finally {
      firehose.stop();
      watcher.stop();
    }
  },
};

function rowsOf({ state, message, measurements, cpu, growthMb }: WatchedFlood): Row[] {
  const {
    ticks = 0,
    tick_rate = 0,
    lost_updates = Number.NaN,
    latency_p99 = Number.NaN,
    window_ms = 0,
  } = measurements;
  return [
    {
      name: 'messages a second',
      value: tick_rate,
      unit: '/s',
      note: `${ticks} in ${window_ms / 1_000} s; ${state}: ${message}`,
    },
    { name: 'lost, by their sequences', value: lost_updates, unit: 'messages' },
    { name: 'CPU of the watcher', value: cpu * 100, unit: '% of a core' },
    { name: 'CPU for each message', value: (cpu * 1e6) / tick_rate, unit: 'us' },
    { name: 'memory while it watched, at its peak', value: growthMb, unit: 'MB' },
    { name: 'latency, p99', value: latency_p99, unit: 'ms', note: 'sent in batches of 5 ms' },
  ];
}
