/**
 * Where a kind of check runs: most share one small function; those that need a browser have a function, a queue and
 * batches of their own.
 */
export const LANES = ['light', 'browser'] as const;
export type Lane = (typeof LANES)[number];

/** What an attempt may take once its time is over, to say what it saw: a browser takes a picture and writes a trace. Milliseconds. */
export const AFTERMATH_MS = { light: 0, browser: 6_000 } as const satisfies Record<Lane, number>;
