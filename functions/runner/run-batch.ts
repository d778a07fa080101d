import { setMaxListeners } from 'node:events';
import { CONCURRENCY } from '../../model/plan.ts';
import type { Result } from '../../model/result.ts';
import { type RunnerPorts, Stopped } from './attempt.ts';
import { type Job, notRun, runCheck } from './run-check.ts';
import { limitTime } from './time-limit.ts';

interface BatchOptions {
  readonly jobs: readonly Job[];
  readonly ports: RunnerPorts;
  /** Milliseconds from now in which everything must be over; with 0 nothing is run. */
  readonly budgetMs: number;
  /** Stops the whole batch; in-flight probes end as `aborted`. @default never */
  readonly signal?: AbortSignal;
  /** Probes in flight at once. @default 50 */
  readonly concurrency?: number;
  /** Told each result as it comes. */
  readonly onResult: (result: Result, job: Job) => void;
}

/**
 * Runs checks side by side. Every job comes to exactly one result: one that did not fit into the budget is told as
 * `not_run`, never lost. Resolves when the last one is over.
 */
export async function runBatch({
  jobs,
  ports,
  budgetMs,
  signal,
  concurrency = CONCURRENCY.light,
  onResult,
}: BatchOptions) {
  const over = `there was no time left in this invocation's ${Math.round(budgetMs / 1_000)}s`;
  const { signal: stop, end } = limitTime(budgetMs, () => new Stopped('not_run', over), signal);
  setMaxListeners(0, stop); // as many listen as probes are in flight: that is no leak
  const waiting = jobs[Symbol.iterator]();
  const runNext = async (job: Job) =>
    stop.aborted ? notRun(job, whyOf(stop), ports.clock.now()) : runCheck(job, ports, stop);
  const worker = async () => {
    for (const job of waiting) onResult(await runNext(job), job);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, worker));
  } finally {
    end();
  }
}

const whyOf = ({ reason }: AbortSignal): Stopped =>
  reason instanceof Stopped ? reason : new Stopped('aborted', 'the run was stopped');
