import type { Standing } from './api.ts';

/** A state's shape: it says by itself what its colour says, as the table in the terminal does. */
export const SHAPES: Readonly<Record<Standing, string>> = {
  passed: '●',
  degraded: '◐',
  failed: '✖',
  errored: '▲',
  waiting: '○',
  off: '–',
};

/** From what needs a person most to what needs nobody. */
const WORST_FIRST = [
  'failed',
  'errored',
  'degraded',
  'waiting',
  'passed',
  'off',
] as const satisfies readonly Standing[];

/** The order in which they are counted out, as the terminal does. */
export const BEST_FIRST = [
  'passed',
  'degraded',
  'failed',
  'errored',
  'waiting',
  'off',
] as const satisfies readonly Standing[];

/** The worst state of some checks. */
export const worstOf = (rows: readonly { readonly state: Standing }[]): Standing =>
  WORST_FIRST.find((state) => rows.some((row) => row.state === state)) ?? 'waiting';
