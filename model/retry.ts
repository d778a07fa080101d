import { type Duration, milliseconds } from './duration.ts';
import { AFTERMATH_MS, type Lane } from './lane.ts';
import { isNetworkReason, type Reason } from './reason.ts';

export const BACKOFFS = ['fixed', 'linear', 'exponential'] as const;

/** The policies that have a name, with the pause before each further attempt in milliseconds. */
const NAMED = { none: [], once: [0], recheck: [15_000] } as const;

export const RETRY_NAMES = Object.keys(NAMED) as readonly (keyof typeof NAMED)[];

/**
 * Whether a bad attempt is tried again before the verdict: `once` at once, `recheck` once after 15 s, when what was
 * a moment's trouble is over. Every attempt is recorded, the first one too, and latency is always that of the first.
 */
export type RetryPolicy = keyof typeof NAMED | RetryPlan;

export interface RetryPlan {
  /** Attempts after the first, 1 to 5. */
  readonly attempts: number;
  /** The pause before the second attempt, `'0ms'` to `'30s'`. @default '1s' */
  readonly after?: Duration;
  /** `linear` adds `after` each time, `exponential` doubles it. @default 'fixed' */
  readonly backoff?: (typeof BACKOFFS)[number];
  /** The longest pause, `'0ms'` to `'60s'`. @default '30s' */
  readonly cap?: Duration;
  /** `network` leaves alone a target that answered, however badly. @default 'any' */
  readonly on?: 'any' | 'network';
}

const DEFAULTS = { after: '1s', backoff: 'fixed', cap: '30s', on: 'any' } as const;

const FACTOR = {
  fixed: () => 1,
  linear: (attempt: number) => attempt,
  exponential: (attempt: number) => 2 ** (attempt - 1),
} as const;

/** The policy's pauses in milliseconds, one for each further attempt; empty for `none`. */
export function pausesOf(policy: RetryPolicy): readonly number[] {
  if (typeof policy === 'string') return NAMED[policy];
  const { attempts, after, backoff, cap } = { ...DEFAULTS, ...policy };
  const pause = (attempt: number) =>
    Math.min(milliseconds(after) * FACTOR[backoff](attempt), milliseconds(cap));
  return Array.from({ length: attempts }, (_, index) => pause(index + 1));
}

/** Whether this policy tries again after this reason. */
export function retries(policy: RetryPolicy, reason: Reason): boolean {
  const on = typeof policy === 'string' ? 'any' : (policy.on ?? DEFAULTS.on);
  return on === 'any' || isNetworkReason(reason);
}

/** The longest that a check can take, all attempts and pauses included, in milliseconds. */
export function worstCaseMs({ timeoutMs, retry, lane }: WorstCase): number {
  const pauses = pausesOf(retry);
  const attempts = pauses.length + 1;
  return (timeoutMs + AFTERMATH_MS[lane]) * attempts + pauses.reduce((sum, pause) => sum + pause, 0);
}

interface WorstCase {
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly lane: Lane;
}
