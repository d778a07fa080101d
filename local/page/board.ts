import { grouped } from '../../model/grouped.ts';
import { isUp, type Result } from '../../model/result.ts';
import type { CheckSummary, Point, Standing, Trouble } from './api.ts';
import { withPoint } from './bars.ts';

/** A check as it stands now, with its latest results in short. */
export interface Row {
  readonly id: string;
  readonly area: string;
  readonly view: CheckSummary;
  state: Standing;
  message: string;
  lastTrouble: Trouble | undefined;
  points: readonly Point[];
}

/** What the page knows of every check: asked for once, then kept up to date by each result. */
export class Board {
  readonly #rows: ReadonlyMap<string, Row>;

  constructor(checks: readonly CheckSummary[]) {
    this.#rows = new Map(checks.map((view) => [view.id, rowOf(view)]));
  }

  /** In the order of the definitions. */
  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  row(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** In the order in which they first occur. */
  get areas(): ReadonlyMap<string, readonly Row[]> {
    return grouped(this.rows, ({ area }) => area);
  }

  /** Takes a result in; returns its row and the state before, or `undefined` when no such check is known. */
  take(result: Result): { readonly row: Row; readonly before: Standing } | undefined {
    const row = this.#rows.get(result.check);
    if (!row) return undefined;
    const before = row.state;
    row.state = result.state;
    row.message = result.message;
    row.points = withPoint(row.points, pointOf(result));
    if (result.state !== 'passed') row.lastTrouble = troubleOf(result);
    return { row, before };
  }
}

const rowOf = (view: CheckSummary): Row => ({
  id: view.id,
  area: view.area,
  view,
  state: view.state,
  message: view.latest?.message ?? '',
  lastTrouble: view.lastTrouble,
  points: view.recent,
});

function pointOf({ scheduledAt, state, attempts: [first], phases }: Result): Point {
  const ms = first && isUp(first.state) ? phases.total : undefined;
  return { at: Date.parse(scheduledAt), state, ...(ms !== undefined && { ms }) };
}

const troubleOf = ({ scheduledAt, state, message }: Result): Trouble => ({
  at: Date.parse(scheduledAt),
  state,
  message,
});
