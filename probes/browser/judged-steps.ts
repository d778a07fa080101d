import type { AssertionOutcome } from '../../model/assertion/assertion.ts';
import { formatMs, milliseconds } from '../../model/duration.ts';
import { suggest } from '../../model/finding.ts';
import { isReliable } from '../../model/judge.ts';
import type { EvidenceItem } from '../../model/result.ts';
import { thousandths } from '../../model/thousandths.ts';
import type { StepLimits } from './check.ts';
import type { Ended } from './run.ts';
import type { MadeStep } from './steps.ts';
import { stepKey } from './words.ts';

type Limits = Readonly<Record<string, StepLimits>>;

/**
 * One outcome for each step that was begun, and one for each limit on a step, so that their history can be seen. A limit
 * whose step never came although the journey came to its end is a mistake of the definition. `lag` is our own, in milliseconds.
 */
export function stepOutcomes(ended: Ended, limits: Limits, lag: number): AssertionOutcome[] {
  const { steps, broken, fault } = ended;
  const made = steps.map((step): AssertionOutcome => {
    const base = { assertion: step.name, source: 'step' };
    if (step !== broken || !fault) return { ...base, verdict: 'held' };
    return { ...base, verdict: 'broken', reason: fault.reason, message: fault.message };
  });
  const timed = steps.flatMap((step) => limitOutcomes(step, limits[step.name] ?? {}, lag));
  const unknown = fault ? [] : Object.keys(limits).flatMap((name) => neverMade(name, steps));
  return [...made, ...timed, ...unknown];
}

function limitOutcomes({ name, ms }: MadeStep, limits: StepLimits, lag: number): AssertionOutcome[] {
  if (ms === undefined) return [];
  return (['failed', 'degraded'] as const).flatMap((state): AssertionOutcome[] => {
    const limit = limits[state];
    if (limit === undefined) return [];
    const base = {
      assertion: `${name}: at most ${limit}`,
      source: 'step',
      ...(state === 'degraded' && { degrades: true as const }),
    };
    if (ms <= milliseconds(limit)) return [{ ...base, verdict: 'held' }];
    const message = `step ${JSON.stringify(name)} took ${formatMs(ms)}, above the ${state} limit of ${limit}`;
    const verdict = isReliable(ms, lag) ? 'broken' : 'unreliable';
    return [{ ...base, verdict, reason: 'too_slow', message }];
  });
}

function neverMade(name: string, steps: readonly MadeStep[]): AssertionOutcome[] {
  if (steps.some((step) => step.name === name)) return [];
  const names = steps.map((step) => step.name);
  const has = names.length === 0 ? 'it has none' : suggest(name, names, `it has ${names.join(', ')}`);
  const message = `steps has a limit on ${JSON.stringify(name)}, which is no step of the journey; ${has}`;
  return [{ assertion: `${name} is a step`, source: 'step', verdict: 'threw', message }];
}

/** `step_log_in`: milliseconds of each, rounded to microseconds. */
export function stepMeasurements(steps: readonly MadeStep[]): Record<string, number> {
  return Object.fromEntries(
    steps.flatMap(({ name, ms }) => (ms === undefined ? [] : [[stepKey(name), thousandths(ms)]])),
  );
}

/** Every step with its time, the one that broke first. */
export function stepItems({ steps, broken }: Ended): EvidenceItem[] {
  const says = (step: MadeStep): string => {
    const time = step.ms === undefined ? 'it was not over' : formatMs(step.ms);
    return step === broken ? `broke after ${time}` : time;
  };
  const inOrder = [...steps].sort((a, b) => Number(b === broken) - Number(a === broken));
  return inOrder.map((step) => ({ name: step.name, says: says(step) }));
}
