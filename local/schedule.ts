import type { Clock } from '../functions/platform/clock.ts';
import type { Job } from '../functions/runner/run-check.ts';
import type { Check } from '../model/check.ts';
import { LOCAL } from '../model/location.ts';
import { MINUTE_SECONDS, type Plannable, plan, type Run } from '../model/plan.ts';

/** The longest interval that a check can have: a run that is older than this could only be dropped. */
const LOOK_BACK_SECONDS = 86_400;

/** Steps back of a clock that is being corrected are waited out; after a longer one, time starts anew. */
const SMALL_STEP_SECONDS = 10;

/** Everything runs here, whatever its locations. */
export const locally = (checks: readonly Check[]): Plannable[] =>
  checks.map((check) => ({ ...check, locations: [LOCAL] }));

/** Hands out the runs of the plan as time goes by, each once, however the clock gets from one second to the next. */
export class Timeline {
  readonly #checks: readonly Plannable[];
  #through: number;
  #planned: { readonly minute: number; readonly runs: readonly Run[] } | undefined;

  /** Begins after the second `from`, since the epoch. */
  constructor(checks: readonly Check[], from: number) {
    this.#checks = locally(checks);
    this.#through = from;
  }

  /** The runs that became due since the last call, oldest first. `now` is a whole second since the epoch. */
  advance(now: number): Run[] {
    if (now <= this.#through) {
      if (this.#through - now > SMALL_STEP_SECONDS) this.#through = now;
      return [];
    }
    const after = Math.max(this.#through, now - LOOK_BACK_SECONDS);
    this.#through = now;
    return minutesOf(after + 1, now)
      .flatMap((minute) => this.#runsOf(minute))
      .filter(({ at }) => at > after && at <= now)
      .sort((a, b) => a.at - b.at);
  }

  /** A minute is asked for once a second: its plan is kept. */
  #runsOf(minute: number): readonly Run[] {
    if (this.#planned?.minute !== minute) {
      const batches = plan({ checks: this.#checks, at: minute, location: LOCAL });
      this.#planned = { minute, runs: batches.flatMap(({ runs }) => runs) };
    }
    return this.#planned.runs;
  }
}

function minutesOf(first: number, last: number): number[] {
  const from = Math.floor(first / MINUTE_SECONDS) * MINUTE_SECONDS;
  const count = Math.floor((last - from) / MINUTE_SECONDS) + 1;
  return Array.from({ length: count }, (_, index) => from + index * MINUTE_SECONDS);
}

interface ScheduleOptions {
  readonly checks: readonly Check[];
  readonly clock: Clock;
  /** Stops the schedule. */
  readonly signal: AbortSignal;
  /** Runs these jobs side by side and calls `onOver` as each is over. */
  readonly run: (jobs: readonly Job[], onOver: (job: Job) => void) => Promise<void>;
  /** Told of a run that is late by more than its check's interval: it is not made up for. */
  readonly onDropped: (run: Run) => void;
}

/**
 * Runs every check at once, then by the plan: the timer that stands for EventBridge Scheduler, and the queue that
 * stands for SQS. A run whose check is still at its last one waits. Resolves when the signal is aborted and the last
 * run is over.
 */
export async function keepSchedule({ checks, clock, signal, run, onDropped }: ScheduleOptions) {
  const queue = new Queue(checks);
  const underWay = new Set<Promise<void>>();
  const begin = (jobs: readonly Job[]) => {
    if (jobs.length === 0) return;
    const batch = run(jobs, ({ check }) => queue.release(check.id)).finally(() => underWay.delete(batch));
    underWay.add(batch);
  };
  const timeline = new Timeline(checks, Math.floor(clock.now() / 1_000));
  begin(queue.takeAll(clock.now()));
  while (!signal.aborted) {
    // To the next whole second by the clock, not a second from now: nothing adds up.
    await clock.sleep(1_000 - (clock.now() % 1_000), signal);
    if (signal.aborted) break;
    queue.add(timeline.advance(Math.floor(clock.now() / 1_000)));
    begin(queue.take(clock.now(), onDropped));
  }
  await Promise.all(underWay);
}

/** Due runs, and the checks that are running: one check is never run twice at once. */
class Queue {
  readonly #checks: ReadonlyMap<string, Check>;
  readonly #busy = new Set<string>();
  #waiting: readonly Run[] = [];

  constructor(checks: readonly Check[]) {
    this.#checks = new Map(checks.map((check) => [check.id, check]));
  }

  add(runs: readonly Run[]): void {
    this.#waiting = [...this.#waiting, ...runs];
  }

  /** A job for every check, due now. */
  takeAll(now: number): Job[] {
    return [...this.#checks.values()].map((check) => this.#job(check, now));
  }

  /** The jobs that can begin now. The late ones are dropped, so what waits is at most one or two a check. */
  take(now: number, onDropped: (run: Run) => void): Job[] {
    const jobs: Job[] = [];
    const waiting: Run[] = [];
    for (const due of this.#waiting) {
      const check = this.#checks.get(due.check);
      if (!check || now - due.at * 1_000 > check.everyMs) onDropped(due);
      else if (this.#busy.has(check.id)) waiting.push(due);
      else jobs.push(this.#job(check, due.at * 1_000));
    }
    this.#waiting = waiting;
    return jobs;
  }

  release(check: string): void {
    this.#busy.delete(check);
  }

  #job(check: Check, dueAt: number): Job {
    this.#busy.add(check.id);
    return { check, dueAt, location: LOCAL };
  }
}
