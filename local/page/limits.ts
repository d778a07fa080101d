import { milliseconds } from '../../model/duration.ts';
import { type MeasuredPhase, PHASES, SUMS } from '../../model/phase.ts';
import type { Result } from '../../model/result.ts';
import type { Thresholds } from '../../model/threshold.ts';

/** The layers of the chart from the ground up, in the order in which they happen. */
export const STACKED: readonly MeasuredPhase[] = PHASES.filter((phase) => phase !== 'total');

/** A limit as the chart draws it: so far above where its own phase begins, and not above the ground. */
export interface LimitLine {
  readonly level: 'degraded' | 'failed';
  /** `failed: total above 2s` */
  readonly text: string;
  /** Milliseconds. */
  readonly ms: number;
  /** How many layers lie below the phase that it judges. */
  readonly below: number;
}

/** The limits of a check, in the order of its definition. */
export const limitLines = (thresholds: Thresholds): LimitLine[] =>
  (['degraded', 'failed'] as const).flatMap((level) =>
    thresholds[level].map(({ phase, above }) => {
      const [first]: readonly MeasuredPhase[] =
        phase in SUMS ? SUMS[phase as keyof typeof SUMS] : [phase as MeasuredPhase];
      const below = first ? Math.max(0, STACKED.indexOf(first)) : 0;
      return { level, text: `${level}: ${phase} above ${above}`, ms: milliseconds(above), below };
    }),
  );

/** How high a limit stands over each result, milliseconds from the ground: a layer that reaches over it is too slow. */
export const heightsOf = ({ ms, below }: LimitLine, results: readonly Pick<Result, 'phases'>[]): number[] =>
  results.map(({ phases }) => STACKED.slice(0, below).reduce((sum, layer) => sum + (phases[layer] ?? 0), ms));

/** The chart grows to so many times its height at most to show a limit: beyond, the layers would be a line on its ground. */
const MOST_GROWTH = 2.5;

const HEADROOM = 1.15;

/** The upper end of a chart whose layers reach up to `highest`, with the limits that are near; milliseconds. */
export function topOf(
  highest: number,
  lines: readonly LimitLine[],
  results: readonly Pick<Result, 'phases'>[],
): number {
  const floor = Math.max(highest, 1);
  const peaks = lines.map((line) => Math.max(line.ms, ...heightsOf(line, results)));
  return Math.max(floor, ...peaks.filter((peak) => peak <= floor * MOST_GROWTH)) * HEADROOM;
}
