import { setTimeout as delay } from 'node:timers/promises';

/** Time, injected everywhere so that a test can hold it. */
export interface Clock {
  /** Epoch milliseconds; may jump. */
  readonly now: () => number;
  /** Milliseconds that never go back: what durations and deadlines are measured with. */
  readonly monotonic: () => number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  },
};
