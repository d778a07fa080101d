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
  /** Told of a run that is late by more than its check's interval, or whose check is still at its last run. */
  readonly onDropped: (run: Run, why: 'late' | 'busy') => void;
}

/**
 * Runs every check at once, then by the plan: the timer that stands for EventBridge Scheduler and SQS. Resolves when
 * the signal is aborted and the last run is over.
 */
export async function keepSchedule({ checks, clock, signal, run, onDropped }: ScheduleOptions) {
  const known = new Map(checks.map((check) => [check.id, check]));
  const busy = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const begin = (jobs: readonly Job[]) => {
    for (const { check } of jobs) busy.add(check.id);
    const batch = run(jobs, ({ check }) => busy.delete(check.id)).finally(() => underWay.delete(batch));
    underWay.add(batch);
  };
  const admit = (due: Run): Job[] => {
    const check = known.get(due.check);
    if (!check) return [];
    const why = lateness(due, check, clock.now()) ? 'late' : busy.has(check.id) ? 'busy' : undefined;
    if (why) onDropped(due, why);
    return why ? [] : [{ check, dueAt: due.at * 1_000, location: LOCAL }];
  };

  const timeline = new Timeline(checks, Math.floor(clock.now() / 1_000));
  begin(checks.map((check) => ({ check, dueAt: clock.now(), location: LOCAL })));
  while (!signal.aborted) {
    // To the next whole second by the clock, not a second from now: nothing adds up.
    await clock.sleep(1_000 - (clock.now() % 1_000), signal);
    if (signal.aborted) break;
    const jobs = timeline.advance(Math.floor(clock.now() / 1_000)).flatMap(admit);
    if (jobs.length > 0) begin(jobs);
  }
  await Promise.all(underWay);
}

const lateness = ({ at }: Run, { everyMs }: Check, now: number): boolean => now - at * 1_000 > everyMs;
