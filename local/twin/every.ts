import type { Clock } from '../../functions/platform/clock.ts';

/** Does a piece of work at each multiple of a time by the clock, one at a time, until the signal aborts. */
export async function every(
  stepMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  work: (now: number) => Promise<void> | void,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(stepMs - (clock.now() % stepMs), signal);
    if (!signal.aborted) await work(clock.now());
  }
}
