import type { SeriesPoint } from './archive.ts';
import { startOf } from './block.ts';

/** Points added up by step. Count, minimum and maximum are exact; so is the sum, as far as floating point adds exactly. */
export class StepMap {
  readonly #stepMs: number;
  readonly #steps = new Map<number, SeriesPoint>();

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  add(point: SeriesPoint): void {
    const at = startOf(point.at, this.#stepMs);
    const there = this.#steps.get(at);
    this.#steps.set(at, there ? together(there, point) : { ...point, at });
  }

  inOrder(): SeriesPoint[] {
    return [...this.#steps.values()].sort((a, b) => a.at - b.at);
  }
}

const together = (a: SeriesPoint, b: SeriesPoint): SeriesPoint => ({
  at: a.at,
  count: a.count + b.count,
  sum: a.sum + b.sum,
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
});
