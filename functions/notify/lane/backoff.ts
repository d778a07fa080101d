/** Milliseconds. With the longest one, what a receiver missed is told within a minute of its recovery. */
const FIRST_MS = 2_000;
const LONGEST_MS = 30_000;

/** How long to wait after so many attempts, 1 and up: twice as long each time, and not all at the same moment. */
export function backoff(attempts: number, random: () => number): number {
  const longest = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  return Math.round(longest * (0.5 + random() / 2));
}
