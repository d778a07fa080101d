import type { Check } from '../../../model/check.ts';
import { STATES, type State } from '../../../model/result.ts';

/** What a check shows: its latest result's state, `waiting` until there is one, `off` when it is not enabled. */
export type Standing = State | 'waiting' | 'off';

const STANDINGS = [...STATES, 'waiting', 'off'] as const satisfies readonly Standing[];

/** How many checks stand how, and what that comes to. */
export interface Score {
  /**
   * 0 to 100: a passed check counts 100, a degraded one 50, a failed one 0. Errored ones say nothing of their target; they
   * are left out, as are those that wait or are off. Absent when nobody is left.
   */
  readonly score?: number;
  readonly checks: Readonly<Record<Standing, number>>;
}

export interface Area extends Score {
  readonly area: string;
}

/** The part of the platform that a check belongs to: its label `area`, else its label `category`, else its kind. */
export const areaOf = ({ labels, kind }: Pick<Check, 'labels' | 'kind'>): string =>
  labels.area ?? labels.category ?? kind;

const POINTS: Partial<Record<Standing, number>> = { passed: 100, degraded: 50, failed: 0 };

export function scoreOf(standings: readonly Standing[]): Score {
  const points = standings.flatMap((standing) => POINTS[standing] ?? []);
  const sum = points.reduce((total, one) => total + one, 0);
  const counted = STANDINGS.map((name) => [name, standings.filter((standing) => standing === name).length]);
  return {
    ...(points.length > 0 && { score: Math.round((10 * sum) / points.length) / 10 }),
    checks: Object.fromEntries(counted) as Score['checks'],
  };
}

/** One score for each area, in the order of their names. */
export function areasOf(all: readonly { readonly area: string; readonly state: Standing }[]): Area[] {
  const names = [...new Set(all.map(({ area }) => area))].sort();
  return names.map((area) => ({
    area,
    ...scoreOf(all.filter((one) => one.area === area).map(({ state }) => state)),
  }));
}
