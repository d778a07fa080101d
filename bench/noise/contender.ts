import type { World } from './world.ts';

/** Somebody is told that a check is down. */
export interface Page {
  /** The check's index. */
  readonly check: number;
  /** When the alarm went off, epoch milliseconds. */
  readonly firedAt: number;
  /** When the message went out. */
  readonly at: number;
}

/** One monitor with its settings. */
export interface Contender {
  readonly name: string;
  readonly locations: number;
  readonly watch: (world: World, checks: number) => readonly Page[];
}

export const MINUTE_MS = 60_000;
