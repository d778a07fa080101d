import type uPlot from 'uplot';
import type { Result } from '../../model/result.ts';
import { heightsOf, type LimitLine } from './limits.ts';

export interface LimitsDrawn {
  readonly lines: readonly LimitLine[];
  /** Oldest first, as the chart's columns. */
  readonly results: readonly Result[];
  readonly color: (name: string) => string;
}

/** Labels are so far from what they belong to, in CSS pixels. */
const GAP = 4;

/** The lines of the limits, each over the phase that it judges; those beyond the chart are named at its upper edge. */
export function drawLimits(chart: uPlot, { lines, results, color }: LimitsDrawn): void {
  const { ctx, bbox, scales } = chart;
  const top = scales.y?.max ?? 0;
  const labels = new Labels(chart, color);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.setLineDash([6, 4]);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const line of lines) {
    const heights = heightsOf(line, results);
    const isBeyond = heights.every((ms) => ms > top);
    ctx.strokeStyle = color(line.level);
    if (isBeyond) labels.put(line, `▲ ${line.text}`, bbox.top);
    else labels.put(line, line.text, drawLine(chart, results, heights));
  }
  ctx.restore();
}

/** Over the whole width, though results begin and end within it. Returns where its highest point is. */
function drawLine(
  { ctx, bbox, valToPos }: uPlot,
  results: readonly Result[],
  heights: readonly number[],
): number {
  const ys = heights.map((ms) => valToPos(ms, 'y', true));
  const [first = bbox.top, last = first] = [ys[0], ys.at(-1)];
  ctx.beginPath();
  ctx.moveTo(bbox.left, first);
  for (const [index, y] of ys.entries())
    ctx.lineTo(valToPos(Date.parse(results[index]?.startedAt ?? '') / 1_000, 'x', true), y);
  ctx.lineTo(bbox.left + bbox.width, last);
  ctx.stroke();
  return Math.max(bbox.top, Math.min(first, ...ys));
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Labels on a ground of their own, so that they can be read over the layers: degraded to the left, failed to the right. */
class Labels {
  readonly #chart: uPlot;
  readonly #color: (name: string) => string;
  readonly #placed: Box[] = [];

  constructor(chart: uPlot, color: (name: string) => string) {
    this.#chart = chart;
    this.#color = color;
  }

  /** Above `y` where there is room, else below it, and below the labels that are there already. */
  put({ level }: LimitLine, text: string, y: number): void {
    const { ctx, bbox } = this.#chart;
    const gap = GAP * devicePixelRatio;
    ctx.font = `${12 * devicePixelRatio}px ${this.#color('font')}`;
    const { width, fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = ctx.measureText(text);
    const height = up + down;
    const left = level === 'degraded' ? bbox.left + gap : bbox.left + bbox.width - gap - width;
    const above = y - gap - height;
    const { top } = this.#place({ left, top: above < bbox.top ? y + gap : above, width, height });
    ctx.fillStyle = this.#color('ground');
    ctx.fillRect(left - gap / 2, top, width + gap, height);
    ctx.fillStyle = this.#color(level);
    ctx.fillText(text, left, top + up);
  }

  #place({ left, top, width, height }: { left: number; top: number; width: number; height: number }): Box {
    const box = { left, top, right: left + width, bottom: top + height };
    const inTheWay = this.#placed.find((other) => overlap(box, other));
    if (inTheWay) return this.#place({ left, top: inTheWay.bottom + 1, width, height });
    this.#placed.push(box);
    return box;
  }
}
