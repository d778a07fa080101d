import { PHASES, type Phases } from '../../model/phase.ts';
import type { Result } from '../../model/result.ts';

/** What the passed results of a check have in common. */
export type Subject = Pick<Result, 'check' | 'kind' | 'target' | 'location' | 'labels' | 'runbook'>;

/** When it was due, how much later it began, lag, message, and each phase: times and durations in milliseconds. */
export type Compact = readonly [number, number, number, string, ...(number | null)[]];

/** Whether a result loses nothing that matters: it passed at once, and every duration was counted. */
export const fits = ({ state, attempts, unreliable }: Result): boolean =>
  state === 'passed' && attempts.length === 1 && !unreliable;

export const subjectOf = ({ check, kind, target, location, labels, runbook }: Result): Subject => ({
  check,
  kind,
  target,
  location,
  labels,
  ...(runbook !== undefined && { runbook }),
});

export function compactOf({ scheduledAt, startedAt, lag, message, phases }: Result): Compact {
  const at = Date.parse(scheduledAt);
  return [at, Date.parse(startedAt) - at, lag, message, ...PHASES.map((phase) => phases[phase] ?? null)];
}

/** Its assertions and measurements are gone; the rest is as it was. */
export function resultOf(subject: Subject, [at, late, lag, message, ...durations]: Compact): Result {
  const startedAt = new Date(at + late).toISOString();
  const reached = PHASES.map((phase, index) => [phase, durations[index]]).filter(([, ms]) => ms !== null);
  const phases: Phases = Object.fromEntries(reached);
  const seen = { startedAt, state: 'passed', message, phases, lag } as const;
  return {
    ...subject,
    ...seen,
    scheduledAt: new Date(at).toISOString(),
    attempts: [{ ...seen, assertions: [], measurements: {} }],
  };
}
