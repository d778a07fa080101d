import type { Routing } from '../route/route.ts';
import type { Incident } from './incident.ts';
import type { Notice } from './notice.ts';

/** What one receiver has not been told although it should have been: what its fallback looks at. */
export interface Failing {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly problem: string;
  /** Incident ids. */
  readonly untold: readonly string[];
}

/** Everything that decides what one receiver is told now. */
export interface View {
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of all receivers; the firing ones, and those that were resolved lately. */
  readonly incidents: readonly Incident[];
  /** This receiver's. */
  readonly notices: readonly Notice[];
  readonly routing: Routing;
  /** Receivers that keep failing and have this one as their fallback, by name. */
  readonly failing: Readonly<Record<string, Failing>>;
}
