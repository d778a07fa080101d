import { type Duration, milliseconds } from './duration.ts';
import { durationOf, type Phase, type Phases } from './phase.ts';

/** A limit on one phase, made by `phase('tls').above('200ms')`. */
export interface PhaseLimit {
  readonly phase: Phase;
  readonly above: Duration;
}

/** A bare duration judges the phase `server`; a list judges each of its limits. */
export type Limit = Duration | PhaseLimit | readonly PhaseLimit[];

export interface ThresholdOptions {
  readonly degraded?: Limit;
  readonly failed?: Limit;
}

export interface Thresholds {
  readonly degraded: readonly PhaseLimit[];
  readonly failed: readonly PhaseLimit[];
}

/** The phase that a bare duration judges: the target's own time, without our resolver, connect or handshake. */
const JUDGED_BY_DEFAULT: Phase = 'server';

export function limitsOf(limit: Limit | undefined): readonly PhaseLimit[] {
  if (limit === undefined) return [];
  if (typeof limit === 'string') return [{ phase: JUDGED_BY_DEFAULT, above: limit }];
  return Array.isArray(limit) ? limit : [limit as PhaseLimit];
}

/** A limit that was gone over. */
export interface Excess {
  readonly limit: PhaseLimit;
  /** Milliseconds. */
  readonly measured: number;
}

/** The limits that these phases go over, in order. */
export function exceeded(limits: readonly PhaseLimit[], phases: Phases): Excess[] {
  return limits.flatMap((limit) => {
    const measured = durationOf(phases, limit.phase);
    return measured !== undefined && measured > milliseconds(limit.above) ? [{ limit, measured }] : [];
  });
}
