import type { Check } from '../../model/check.ts';
import type { Phases } from '../../model/phase.ts';
import { nextDue } from '../../model/plan.ts';
import type { Reason } from '../../model/reason.ts';
import type { Result, State } from '../../model/result.ts';
import { History, type Success } from './history.ts';

/** What the last probe of a check found. */
export interface Last {
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
  readonly phases: Phases;
}

/** A check as it stands now. */
export interface Row {
  readonly check: string;
  /** Absent until the first result. */
  readonly last?: Last;
  readonly success: Success;
  /** Seconds until the next run. */
  readonly nextInSeconds: number;
}

interface Standing {
  readonly check: Check;
  readonly history: History;
  last?: Last;
}

/** What is known of every check while the schedule runs: the last result, and the last hour as numbers. */
export class Board {
  readonly #standings: ReadonlyMap<string, Standing>;

  constructor(checks: readonly Check[], before: ReadonlyMap<string, Standing> = new Map()) {
    this.#standings = new Map(
      checks.map((check) => [check.id, { history: new History(), ...before.get(check.id), check }]),
    );
  }

  /** The same for other checks, with what is known of those that stay. */
  with(checks: readonly Check[]): Board {
    return new Board(checks, this.#standings);
  }

  record({ check, state, reason, message, phases }: Result, now: number): void {
    const standing = this.#standings.get(check);
    if (!standing) return;
    standing.last = { state, ...(reason && { reason }), message, phases };
    standing.history.record(state, now);
  }

  /** In the order of the definitions. */
  rows(now: number): Row[] {
    const second = Math.floor(now / 1_000);
    return [...this.#standings.values()].map(({ check, history, last }) => ({
      check: check.id,
      ...(last && { last }),
      success: history.lastHour(now),
      nextInSeconds: nextDue(check, second + 1) - second,
    }));
  }
}
