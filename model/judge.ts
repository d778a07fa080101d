import type { Assertion, AssertionOutcome, Reading } from './assertion/assertion.ts';
import { evaluate } from './assertion/evaluate.ts';
import type { Distribution } from './distribution.ts';
import { formatMs } from './duration.ts';
import { durationOf, type Phase, type Phases } from './phase.ts';
import { type Fault, isOurs, isTimeout, type Reason } from './reason.ts';
import type { Evidence, State } from './result.ts';
import { type Excess, exceeded, type Thresholds } from './threshold.ts';

/** What a probe saw in one attempt. A probe observes; `judge` alone gives the verdict. */
export interface Observation {
  readonly phases: Phases;
  /** What went wrong before there was an answer to judge. */
  readonly fault?: Fault;
  /** Why what went wrong may be nothing, as of a market that may well be closed: it degrades, and does not fail. */
  readonly doubt?: string;
  /** What was judged on the way, as the steps of a longer check or the sanity of data are. @default [] */
  readonly assertions?: readonly AssertionOutcome[];
  /** Why nothing was asked, such as a market that is closed: then nothing is judged, and this is the message. */
  readonly idle?: string;
  /** What a passed attempt says for itself. @default 'everything held' */
  readonly says?: string;
  /** Gives the value that an assertion is about. */
  readonly read: (assertion: Assertion) => Reading;
  readonly measurements: Readonly<Record<string, number>>;
  /** @default none */
  readonly distributions?: Readonly<Record<string, Distribution>>;
  /** Made only when the attempt did not pass, or it is to be kept in any case. */
  readonly evidence: () => Evidence;
  /** Whether the evidence of an attempt that passed is kept too. @default false */
  readonly keepsEvidence?: boolean;
}

export interface Verdict {
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
  /** There when a duration was not counted. */
  readonly unreliable?: true;
  readonly assertions: readonly AssertionOutcome[];
}

interface Expectation {
  readonly expect: readonly Assertion[];
  readonly thresholds: Thresholds;
}

/** What the verdict needs to know of ourselves. */
export interface Own {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The largest delay of our event loop during the attempt, in milliseconds. */
  readonly lag: number;
}

/**
 * The verdict on one attempt. What asked nothing passes, and a fault decides at once, in doubt as a lesser one. Then, worst first: a broken
 * assertion fails; an assertion that threw is our own fault unless another one already shows the target's; then the
 * thresholds; and last what only degrades, as a certificate does that expires soon. A duration that our own lag is too
 * large a part of decides nothing.
 */
export function judge({ expect, thresholds }: Expectation, seen: Observation, own: Own): Verdict {
  if (seen.idle !== undefined) return { state: 'passed', message: seen.idle, assertions: [] };
  const before = seen.assertions ?? [];
  if (seen.fault)
    return { ...doubted(ofFault(seen.fault, seen.phases, own), seen.doubt), assertions: before };
  const assertions = expect.map((assertion) => outcomeOf(assertion, seen, own));
  const all = [...before, ...assertions];
  const bad =
    all.find((outcome) => outcome.verdict === 'broken' && !isLesser(outcome)) ??
    all.find(({ verdict }) => verdict === 'threw');
  const ignored = all.find(({ verdict }) => verdict === 'unreliable');
  const otherwise = bad
    ? ofOutcome(bad)
    : ofThresholds(thresholds, seen.phases, own, ignored?.message ?? seen.says);
  const lesser = all.find((outcome) => outcome.verdict === 'broken' && isLesser(outcome));
  return {
    ...(lesser && otherwise.state === 'passed' ? ofLesser(lesser) : otherwise),
    ...(ignored && { unreliable: true }),
    assertions: all,
  };
}

type BareVerdict = Omit<Verdict, 'assertions'>;

/** Our own delay above this share of a duration makes it unreliable. */
const MAX_LAG_SHARE = 0.2;

/** Whether a duration can be told with so much lag of ours, both in milliseconds. */
export const isReliable = (measured: number, lag: number): boolean => lag <= measured * MAX_LAG_SHARE;

const notCounted = (message: string, { lag }: Own): string =>
  `${message}; not counted, because our own event loop was late by ${formatMs(lag)}`;

/** What did not come in time while we were late ourselves may well have been there: nobody can tell. */
function ofFault(fault: Fault, { total = 0 }: Phases, own: Own): BareVerdict {
  if (isTimeout(fault.reason) && !isReliable(total, own.lag))
    return { state: 'errored', reason: 'overloaded', message: notCounted(fault.message, own) };
  return { state: isOurs(fault.reason) ? 'errored' : 'failed', ...fault };
}

const doubted = (verdict: BareVerdict, doubt: string | undefined): BareVerdict =>
  doubt !== undefined && verdict.state === 'failed'
    ? { ...verdict, state: 'degraded', message: `${verdict.message}; ${doubt}` }
    : verdict;

function outcomeOf(assertion: Assertion, { read, phases }: Observation, own: Own): AssertionOutcome {
  const outcome = evaluate(assertion, read, own.now);
  if (outcome.verdict !== 'broken' || outcome.reason !== 'too_slow') return outcome;
  const measured = durationOf(phases, assertion.of as Phase);
  if (measured === undefined || isReliable(measured, own.lag)) return outcome;
  return { ...outcome, verdict: 'unreliable', message: notCounted(outcome.message ?? '', own) };
}

function ofOutcome({ verdict, reason, message, assertion }: AssertionOutcome): BareVerdict {
  if (verdict === 'threw')
    return { state: 'errored', reason: 'assertion_threw', message: message ?? assertion };
  return { state: 'failed', reason: reason ?? 'unexpected_response', message: message ?? assertion };
}

/**
 * Broken, it degrades and does not fail. A certificate that expires soon does so too: the service is as good as yesterday,
 * and who must renew it is told by an alarm of its own.
 */
const isLesser = ({ degrades, reason }: AssertionOutcome): boolean =>
  degrades === true || reason === 'certificate_expiring';

const ofLesser = (outcome: AssertionOutcome): BareVerdict => ({ ...ofOutcome(outcome), state: 'degraded' });

/** `says` is what is told when there is nothing worse to tell. */
function ofThresholds(
  thresholds: Thresholds,
  phases: Phases,
  own: Own,
  says = 'everything held',
): BareVerdict {
  const excesses = (['failed', 'degraded'] as const).flatMap((state) =>
    exceeded(thresholds[state], phases).map((excess) => ({ ...excess, state })),
  );
  const counted = excesses.find(({ measured }) => isReliable(measured, own.lag));
  if (counted) return { state: counted.state, reason: 'too_slow', message: tooSlow(counted) };
  const [first] = excesses;
  if (first) return { state: 'passed', message: notCounted(tooSlow(first), own), unreliable: true };
  return { state: 'passed', message: says };
}

const tooSlow = ({ limit, measured, state }: Excess & { readonly state: State }): string =>
  `${limit.phase} took ${formatMs(measured)}, above the ${state} limit of ${limit.above}`;
