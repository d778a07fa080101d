import type { AssertionOutcome } from '../../model/assertion/assertion.ts';
import { isReliable } from '../../model/judge.ts';
import { thousandths } from '../../model/thousandths.ts';
import type { BudgetLimit } from './check.ts';
import type { Run } from './measured.ts';
import { keyOf, MEASURES, type Measure, UNITS } from './words.ts';

/** One outcome for each limit, so that its history can be seen. `lag` is our own, in milliseconds. */
export const budgetOutcomes = (run: Run, limits: readonly BudgetLimit[], lag: number): AssertionOutcome[] =>
  limits.map((limit) => outcomeOf(run, limit, lag));

function outcomeOf(
  { values, culprits }: Run,
  { measure, state, atMost }: BudgetLimit,
  lag: number,
): AssertionOutcome {
  const { unit, title } = MEASURES[measure];
  const { format, verb } = UNITS[unit];
  const base = {
    assertion: `${title} at most ${format(atMost)}`,
    source: 'budget',
    ...(state === 'degraded' && { degrades: true as const }),
  };
  const value = values[measure];
  if (value === undefined) return { ...base, ...unseen(values, title) };
  if (value <= atMost) return { ...base, verdict: 'held' };
  const culprit = culprits[measure];
  const over = `${title} ${verb} ${format(value)}, above the ${state} budget of ${format(atMost)}`;
  const message = culprit === undefined ? over : `${over}: ${culprit}`;
  // What is short of time here is short of it in the browser too.
  const isCounted = unit !== 'ms' || isReliable(value, lag);
  return { ...base, verdict: isCounted ? 'broken' : 'unreliable', reason: 'over_budget', message };
}

/** A page that paints nothing is slower than any budget. What else cannot be seen is our own matter. */
function unseen(
  { fcp }: Run['values'],
  title: string,
): Pick<AssertionOutcome, 'verdict' | 'reason' | 'message'> {
  if (fcp === undefined)
    return {
      verdict: 'broken',
      reason: 'over_budget',
      message: `there is no ${title}: neither text nor picture was painted`,
    };
  return { verdict: 'unreliable', reason: 'over_budget', message: `${title} could not be measured` };
}

/** Every measure that there is something to say of: a part that nothing was asked of is told only where it has a budget. */
export function budgetMeasurements({ values }: Run, limits: readonly BudgetLimit[]): Record<string, number> {
  const isTold = (name: string, value: number) =>
    !name.includes(':') || value > 0 || limits.some(({ measure }) => measure === name);
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => isTold(name, value))
      .map(([name, value]) => [keyOf(name as Measure), thousandths(value)]),
  );
}
