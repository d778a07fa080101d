import type { Check } from '../../model/check.ts';
import type { Attempt, Result } from '../../model/result.ts';
import { isUp } from '../../model/result.ts';
import { pausesOf, retries } from '../../model/retry.ts';
import { makeAttempt, type RunnerPorts, type Stopped } from './attempt.ts';

/** One probe to be made. */
export interface Job {
  readonly check: Check;
  /** When it is due, epoch milliseconds: its metrics carry this time. */
  readonly dueAt: number;
  readonly location: string;
}

/** Runs one check, with its retries. Never throws. */
export async function runCheck(job: Job, ports: RunnerPorts, stop: AbortSignal): Promise<Result> {
  const { check } = job;
  const attempts: [Attempt, ...Attempt[]] = [await makeAttempt(check, ports, stop)];
  for (const pause of pausesOf(check.retry)) {
    const last = attempts.at(-1) as Attempt;
    if (isUp(last.state) || !last.reason || !retries(check.retry, last.reason)) break;
    await ports.clock.sleep(pause, stop);
    if (stop.aborted) break;
    attempts.push(await makeAttempt(check, ports, stop));
  }
  return resultOf(job, attempts);
}

/** The result of a check that was not run at all. */
export function notRun(job: Job, why: Stopped, now: number): Result {
  const attempt: Attempt = {
    startedAt: new Date(now).toISOString(),
    state: 'errored',
    reason: why.reason,
    message: why.message,
    phases: {},
    lag: 0,
    assertions: [],
    measurements: {},
  };
  return resultOf(job, [attempt]);
}

function resultOf({ check, dueAt, location }: Job, attempts: readonly [Attempt, ...Attempt[]]): Result {
  const [first] = attempts;
  const last = attempts.at(-1) ?? first;
  return {
    check: check.id,
    kind: check.kind,
    target: check.target,
    location,
    scheduledAt: new Date(dueAt).toISOString(),
    startedAt: first.startedAt,
    state: last.state,
    ...(last.reason && { reason: last.reason }),
    message: last.message,
    phases: first.phases,
    lag: first.lag,
    ...(last.unreliable && { unreliable: true }),
    attempts,
    labels: check.labels,
    ...(check.runbook && { runbook: check.runbook }),
  };
}
