import type { Clock } from '../../functions/platform/clock.ts';

/** Does a piece of work once in each step of time, as it begins by the clock, one at a time, until the signal aborts. */
export async function every(
  stepMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  work: (now: number) => Promise<void> | void,
): Promise<void> {
  const stepOf = (now: number) => Math.floor(now / stepMs);
  let last = stepOf(clock.now());
  while (!signal.aborted) {
    await clock.sleep(stepMs - (clock.now() % stepMs), signal);
    const now = clock.now();
    // A timer may be a millisecond early.
    if (signal.aborted || stepOf(now) === last) continue;
    last = stepOf(now);
    await work(now);
  }
}
