/** Probes in a process of its own, for its memory. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Reason } from '../../model/reason.ts';
import { answering } from '../child.ts';
import type { Work } from '../probing/contender.ts';
import { probeAll } from '../probing/vedette.ts';

export interface Weighed {
  /** The most that the process held above what it held before. */
  readonly growthMb: number;
  readonly passed: number;
  /** Why probes did not pass, each once. */
  readonly reasons: readonly Reason[];
}

const MB = 1e6;

/** What was freed goes back to the system a little later. */
const SETTLE_MS = 500;

/** How often the memory is looked at. */
const SAMPLE_MS = 5;

answering(async (work: Work & { readonly concurrency?: number }): Promise<Weighed> => {
  global.gc?.();
  await delay(SETTLE_MS);
  const before = process.memoryUsage.rss();
  let peak = before;
  const over = new AbortController();
  const watching = (async () => {
    for (; !over.signal.aborted; await delay(SAMPLE_MS)) peak = Math.max(peak, process.memoryUsage.rss());
  })();
  const reasons = new Set<Reason>();
  const passed = await probeAll({ ...work, onReason: (reason) => reasons.add(reason) });
  over.abort();
  await watching;
  peak = Math.max(peak, process.memoryUsage.rss());
  return { growthMb: (peak - before) / MB, passed, reasons: [...reasons] };
});
