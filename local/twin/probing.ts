import { setMaxListeners } from 'node:events';
import type { RunnerPorts } from '../../functions/runner/attempt.ts';
import { runBatch } from '../../functions/runner/run-batch.ts';
import type { Check } from '../../model/check.ts';
import { type Datum, selfDatum } from '../../model/metric.ts';
import { MINUTE_SECONDS, type Run } from '../../model/plan.ts';
import type { Result } from '../../model/result.ts';
import { plannedIn, publishedOf } from '../datums.ts';
import { enoughMs } from '../machine.ts';
import { keepSchedule } from '../schedule.ts';
import { every } from './every.ts';
import { Pending } from './pending.ts';

export interface ProbingOptions {
  readonly ports: RunnerPorts;
  /** Stops everything; what is in flight ends as aborted. */
  readonly signal: AbortSignal;
  /** Where results and datapoints go. */
  readonly publish: (results: readonly Result[], datums: readonly Datum[]) => Promise<void>;
  /** Told each result once it is remembered. */
  readonly onResult: (result: Result) => void;
  /** Told of a run that was late by more than its check's interval, and not made. */
  readonly onDropped: (run: Run) => void;
}

const MINUTE_MS = MINUTE_SECONDS * 1_000;

/** What the dispatch and probe functions are on AWS: runs the checks as they are now, and publishes what came of it. */
export class Probing {
  readonly #options: ProbingOptions;
  readonly #pending = new Pending();
  #checks: ReadonlyMap<string, Check> = new Map();
  #replaced = new AbortController();

  constructor(options: ProbingOptions) {
    this.#options = options;
    // As many listen as batches are in flight: that is no leak.
    setMaxListeners(0, options.signal);
    options.signal.addEventListener('abort', () => this.#replaced.abort());
  }

  begin(checks: readonly Check[]): void {
    const { ports, signal } = this.#options;
    this.use(checks);
    this.#pending.add(
      every(MINUTE_MS, { clock: ports.clock, signal }, (now) =>
        this.#publish(plannedIn([...this.#checks.values()], startOfMinute(now))),
      ),
    );
  }

  /** Runs these checks at once and then by the plan, in place of those before; what of them is in flight goes on to its end. */
  use(checks: readonly Check[]): void {
    const { ports, signal } = this.#options;
    if (signal.aborted) return;
    this.#replaced.abort();
    this.#replaced = new AbortController();
    const isFirst = this.#checks.size === 0;
    this.#checks = new Map(checks.map((check) => [check.id, check]));
    const schedule = keepSchedule({
      checks: checks.filter(({ enabled }) => enabled),
      clock: ports.clock,
      signal: this.#replaced.signal,
      run: (jobs, onOver) =>
        runBatch({
          jobs,
          ports,
          signal,
          budgetMs: enoughMs(jobs),
          onResult: (result, job) => {
            onOver(job);
            this.#pending.add(this.#take(result, job.check));
          },
        }),
      onDropped: (run) => this.#drop(run),
    });
    this.#pending.add(schedule);
    this.#pending.add(this.#publish(this.#plannedFrom(ports.clock.now(), isFirst)));
  }

  /** Resolves when nothing is in flight, and what came of it is remembered. */
  readonly isOver = (): Promise<void> => this.#pending.isOver();

  async #take(result: Result, check: Check): Promise<void> {
    await this.#options.publish([result], publishedOf(check, result));
    this.#options.onResult(result);
  }

  #drop(run: Run): void {
    const locations = this.#checks.get(run.check)?.locations ?? [];
    const dropped = locations.map((location) => selfDatum('dropped', 1, location, run.at * 1_000));
    this.#pending.add(this.#publish(dropped));
    this.#options.onDropped(run);
  }

  /** The run of each check at once. What is due in the rest of the minute was published with it, but for the first time. */
  #plannedFrom(now: number, isFirst: boolean): Datum[] {
    const checks = [...this.#checks.values()];
    const minute = startOfMinute(now);
    const atOnce = checks
      .filter(({ enabled }) => enabled)
      .flatMap(({ locations }) => locations)
      .map((location) => selfDatum('planned', 1, location, minute));
    return isFirst ? [...atOnce, ...plannedIn(checks, minute, now)] : atOnce;
  }

  #publish(datums: readonly Datum[]): Promise<void> {
    return this.#options.publish([], datums);
  }
}

const startOfMinute = (now: number): number => Math.floor(now / MINUTE_MS) * MINUTE_MS;
