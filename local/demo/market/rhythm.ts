import { fractionOf } from './chance.ts';

/** Something that happens again and again at uneven intervals: `periodMs` on average, give or take `jitterMs`. */
export interface Rhythm {
  /** What sets it apart from others of the same period. */
  readonly key: number;
  readonly periodMs: number;
  /** Less than `periodMs`, so that the order is kept. */
  readonly jitterMs: number;
}

/** Where counting begins: around here everything happened for the 0th time. */
export const START = Date.UTC(2020, 0);

/** Rhythms of the same period do not beat together. */
const phaseOf = ({ key, periodMs }: Rhythm): number => START - Math.floor(fractionOf(key) * periodMs);

/** When it happens for the `count`th time, in epoch milliseconds. Any can be asked for, without those before. */
export const momentOf = (rhythm: Rhythm, count: number): number =>
  phaseOf(rhythm) + count * rhythm.periodMs + Math.floor(fractionOf(rhythm.key, count) * rhythm.jitterMs);

/** How often it has happened by `instant`, in epoch milliseconds, after the 0th time. */
export function countAt(rhythm: Rhythm, instant: number): number {
  const count = Math.max(0, Math.floor((instant - phaseOf(rhythm)) / rhythm.periodMs));
  return count > 0 && momentOf(rhythm, count) > instant ? count - 1 : count;
}
