import { isUp, type State } from '../../model/result.ts';
import type { Point } from './api.ts';

/** The uptime bar has so many segments, one for each of the latest results. */
export const SEGMENTS = 90;

export type Segment = State | 'none';

/** Adds a point in the order of time, in the place of one of the same time; no more than the bar has segments are kept. */
export function withPoint(points: readonly Point[], point: Point): readonly Point[] {
  const before = points.filter(({ at }) => at < point.at);
  const after = points.filter(({ at }) => at > point.at);
  return [...before, point, ...after].slice(-SEGMENTS);
}

/** Oldest first; a bar that is not full yet begins with nothing. */
export function segmentsOf(points: readonly Point[]): Segment[] {
  const empty: Segment[] = Array.from({ length: SEGMENTS - points.length }, () => 'none');
  return [...empty, ...points.map(({ state }) => state)];
}

/** The share of results, 0 to 1, for which the target was up; errored ones say nothing of it. `undefined` before there is one. */
export function uptimeOf(points: readonly Point[]): number | undefined {
  const judged = points.filter(({ state }) => state !== 'errored');
  return judged.length === 0 ? undefined : judged.filter(({ state }) => isUp(state)).length / judged.length;
}

export const durationsOf = (points: readonly Point[]): number[] =>
  points.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));

/** The nearest-rank percentiles (shares, 0 to 1), in the order asked; `undefined` of no values. */
export function percentiles(values: readonly number[], ...shares: readonly number[]): (number | undefined)[] {
  const sorted = values.toSorted((a, b) => a - b);
  return shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
}
