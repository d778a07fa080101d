import { type Clock, systemClock } from '../../functions/platform/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock on which time passes only when everybody waits: it then jumps to the next one to wake. */
export function virtualClock(start = Date.parse('2026-11-21T12:00:00Z')): Clock {
  const sleepers = new Set<Sleeper>();
  let now = start;
  const jump = () => {
    const [next] = [...sleepers].sort((a, b) => a.at - b.at);
    if (!next) return;
    now = Math.max(now, next.at);
    next.wake();
    if (sleepers.size > 0) setImmediate(jump);
  };
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: now + ms, wake };
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', wake);
      sleepers.add(sleeper);
      if (sleepers.size === 1) setImmediate(jump);
    });
  return { now: () => now, monotonic: () => now, sleep };
}

/** How much faster than the real one the fast clock is. */
const SPEED = 50;

/** A clock for those who wait beside real sockets: a sleep is fifty times shorter than it says, and moves time on. */
export function fastClock(start = Date.parse('2026-11-21T12:00:00Z')): Clock {
  let now = start;
  const sleep = async (ms: number, signal: AbortSignal) => {
    const until = now + ms;
    await systemClock.sleep(ms / SPEED, signal);
    if (!signal.aborted) now = Math.max(now, until);
  };
  return { now: () => now, monotonic: () => now, sleep };
}
