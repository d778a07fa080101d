import type { Assertion, AssertionOutcome, Reading } from './assertion/assertion.ts';
import { evaluate } from './assertion/evaluate.ts';
import { formatMs } from './duration.ts';
import type { Phases } from './phase.ts';
import { type Fault, isOurs, type Reason } from './reason.ts';
import type { Evidence, State } from './result.ts';
import { exceeded, type PhaseLimit, type Thresholds } from './threshold.ts';

/** What a probe saw in one attempt. A probe observes; `judge` alone gives the verdict. */
export interface Observation {
  readonly phases: Phases;
  /** What went wrong before there was an answer to judge. */
  readonly fault?: Fault;
  /** What was judged on the way, as the steps of a longer check are. @default [] */
  readonly assertions?: readonly AssertionOutcome[];
  /** Gives the value that an assertion is about. */
  readonly read: (assertion: Assertion) => Reading;
  readonly measurements: Readonly<Record<string, number>>;
  /** Made only when the attempt did not pass. */
  readonly evidence: () => Evidence;
}

export interface Verdict {
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
  readonly assertions: readonly AssertionOutcome[];
}

interface Expectation {
  readonly expect: readonly Assertion[];
  readonly thresholds: Thresholds;
}

/**
 * The verdict on one attempt. A fault decides at once. Then, worst first: a broken assertion fails; an assertion
 * that threw is our own fault unless another one already shows the target's; then the thresholds.
 */
export function judge({ expect, thresholds }: Expectation, seen: Observation, now: number): Verdict {
  if (seen.fault) {
    const state = isOurs(seen.fault.reason) ? 'errored' : 'failed';
    return { state, ...seen.fault, assertions: seen.assertions ?? [] };
  }
  const assertions = expect.map((assertion) => evaluate(assertion, seen.read, now));
  const bad =
    assertions.find(({ verdict }) => verdict === 'broken') ??
    assertions.find(({ verdict }) => verdict === 'threw');
  return {
    ...(bad ? ofOutcome(bad) : ofThresholds(thresholds, seen.phases)),
    assertions: [...(seen.assertions ?? []), ...assertions],
  };
}

type BareVerdict = Omit<Verdict, 'assertions'>;

function ofOutcome({ verdict, reason, message, assertion }: AssertionOutcome): BareVerdict {
  if (verdict === 'threw')
    return { state: 'errored', reason: 'assertion_threw', message: message ?? assertion };
  return { state: 'failed', reason: reason ?? 'unexpected_response', message: message ?? assertion };
}

function ofThresholds({ failed, degraded }: Thresholds, phases: Phases): BareVerdict {
  const over = exceeded(failed, phases);
  if (over) return { state: 'failed', reason: 'too_slow', message: tooSlow(over, 'failed') };
  const near = exceeded(degraded, phases);
  if (near) return { state: 'degraded', reason: 'too_slow', message: tooSlow(near, 'degraded') };
  return { state: 'passed', message: 'everything held' };
}

const tooSlow = ({ limit, measured }: { limit: PhaseLimit; measured: number }, state: State): string =>
  `${limit.phase} took ${formatMs(measured)}, above the ${state} limit of ${limit.above}`;
