/**
 * Where a kind of check runs: most share one small function; those that need a browser have a function, a queue and
 * batches of their own.
 */
export const LANES = ['light', 'browser'] as const;
export type Lane = (typeof LANES)[number];
