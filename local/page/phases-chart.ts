import uPlot from 'uplot';
import type { Result } from '../../model/result.ts';
import type { Thresholds } from '../../model/threshold.ts';
import type { AlarmChangeKept } from './api.ts';
import { drawLimits } from './draw-limits.ts';
import { h, setAttribute } from './element.ts';
import { msText } from './format.ts';
import { limitLines, STACKED, topOf } from './limits.ts';
import { clockText } from './zones.ts';

/** Columns for uPlot: epoch seconds, then for each phase its own part and all those below it. Oldest first. */
export function stackedColumns(results: readonly Result[]): [number[], ...(number | null)[][]] {
  const ordered = oldestFirst(results);
  const sums = ordered.map(({ phases }) => {
    let sum = 0;
    // A phase that was not reached adds nothing, so that the layers stay whole.
    return STACKED.map((phase) => (sum += phases[phase] ?? 0));
  });
  const columns = STACKED.map((_, index) => sums.map((layers) => layers[index] ?? null));
  return [ordered.map(({ startedAt }) => Date.parse(startedAt) / 1_000), ...columns];
}

const oldestFirst = (results: readonly Result[]): Result[] =>
  results.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));

/** A stretch of time in which an alarm was in ALARM, epoch milliseconds; without `to` it still is. */
export interface AlarmSpan {
  readonly from: number;
  readonly to?: number;
}

/** The stretches that changes of state tell of, whatever their order. */
export function alarmSpans(changes: readonly AlarmChangeKept[]): AlarmSpan[] {
  const spans: AlarmSpan[] = [];
  const open = new Map<string, number>();
  for (const { alarm, state, at } of changes.toSorted((a, b) => a.at - b.at)) {
    const from = open.get(alarm);
    if (state === 'ALARM' && from === undefined) open.set(alarm, at);
    if (state === 'OK' && from !== undefined) {
      spans.push({ from, to: at });
      open.delete(alarm);
    }
  }
  return [...spans, ...[...open.values()].map((from) => ({ from }))];
}

export interface ChartData {
  readonly results: readonly Result[];
  readonly thresholds: Thresholds;
  readonly changes: readonly AlarmChangeKept[];
}

export interface PhasesChart {
  readonly element: HTMLElement;
  readonly show: (data: ChartData) => void;
  readonly close: () => void;
}

const HEIGHT = 240;

/** Phases stacked over time, with the limits as lines, bad results as marks and the time in ALARM as a band. */
export function phasesChart(): PhasesChart {
  const place = h('div', { class: 'plot' });
  const element = h('div', { class: 'chart', role: 'img' }, place);
  let data: ChartData = { results: [], thresholds: { degraded: [], failed: [] }, changes: [] };
  let chart: uPlot | undefined;
  const draw = (): void => {
    chart?.destroy();
    place.replaceChildren();
    chart = new uPlot(
      optionsOf(place, () => data),
      stackedColumns(data.results) as uPlot.AlignedData,
      place,
    );
  };
  // The colours are read from the style sheet when the chart is made, so a change of theme makes it anew.
  const theme = new MutationObserver(draw);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  const size = new ResizeObserver(() => chart?.setSize({ width: place.clientWidth, height: HEIGHT }));
  size.observe(place);
  const show = (next: ChartData): void => {
    data = next;
    setAttribute(element, 'aria-label', descriptionOf(next));
    if (chart) chart.setData(stackedColumns(next.results) as uPlot.AlignedData);
    else if (place.isConnected && next.results.length > 0) draw();
  };
  const close = (): void => {
    theme.disconnect();
    size.disconnect();
    scheme.removeEventListener('change', draw);
    chart?.destroy();
  };
  return { element, show, close };
}

function descriptionOf({ thresholds }: ChartData): string {
  const limits = limitLines(thresholds).map(({ text }) => text);
  const about = ['Phases over time, stacked, in milliseconds', ...limits];
  return `${about.join(', ')}; the same figures are in the table of results`;
}

function optionsOf(place: HTMLElement, data: () => ChartData): uPlot.Options {
  const styles = getComputedStyle(place);
  const color = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: color('dim'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
    font: `12px ${color('font')}`,
  };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { markers: { width: 0, fill: (_, series) => color(`phase-${STACKED[series - 1]}`) } },
    cursor: { y: false, points: { show: false } },
    scales: {
      y: { range: (_, __, highest) => [0, topOf(highest, limitLines(data().thresholds), data().results)] },
    },
    axes: [
      { ...axis, size: 30, values: (_, splits) => timesOf(splits) },
      { ...axis, size: 64, values: (_, splits) => splits.map(msText) },
    ],
    series: [
      { label: 'at', value: (_, at) => (at === null ? '–' : clockText(at * 1_000)) },
      ...STACKED.map((phase, index) => seriesOf(phase, index, color)),
    ],
    bands: STACKED.slice(1).map((phase, index) => ({
      series: [index + 2, index + 1],
      fill: color(`phase-${phase}`),
    })),
    hooks: {
      drawClear: [(chart) => drawSpans(chart, data().changes, color('alarm-band'))],
      draw: [
        (chart) => {
          const { results, thresholds } = data();
          drawLimits(chart, { lines: limitLines(thresholds), results: oldestFirst(results), color });
        },
        (chart) => drawBad(chart, data().results, color),
      ],
    },
  };
}

/** With seconds only where the marks are less than a minute apart. */
function timesOf(splits: readonly number[]): string[] {
  const [first = 0, second = first + 60] = splits;
  const length = second - first < 60 ? 'hh:mm:ss'.length : 'hh:mm'.length;
  return splits.map((at) => clockText(at * 1_000).slice(0, length));
}

function seriesOf(phase: string, index: number, color: (name: string) => string): uPlot.Series {
  return {
    label: phase,
    stroke: color(`phase-${phase}`),
    width: 1,
    ...(index === 0 && { fill: color(`phase-${phase}`) }),
    points: { show: false },
    // What is drawn is the sum of the layers up to this one; what is read is the layer itself.
    value: (chart, sum, _, at) => {
      if (sum === null || at === null) return '–';
      const below = index === 0 ? 0 : (chart.data[index]?.[at] ?? 0);
      return msText(sum - below);
    },
  };
}

function drawSpans({ ctx, bbox, valToPos }: uPlot, changes: readonly AlarmChangeKept[], fill: string): void {
  ctx.save();
  ctx.fillStyle = fill;
  for (const { from, to } of alarmSpans(changes)) {
    const left = Math.max(bbox.left, valToPos(from / 1_000, 'x', true));
    const right = Math.min(
      bbox.left + bbox.width,
      to === undefined ? Number.POSITIVE_INFINITY : valToPos(to / 1_000, 'x', true),
    );
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Half of a mark's width, in the canvas' own pixels. */
const MARK = 7;

/** A triangle on the time line for each result that did not pass. */
function drawBad(
  { ctx, bbox, valToPos }: uPlot,
  results: readonly Result[],
  color: (name: string) => string,
): void {
  ctx.save();
  const floor = bbox.top + bbox.height;
  for (const { state, startedAt } of results) {
    if (state === 'passed') continue;
    const x = valToPos(Date.parse(startedAt) / 1_000, 'x', true);
    ctx.fillStyle = color(state);
    ctx.beginPath();
    ctx.moveTo(x, floor - MARK * 2);
    ctx.lineTo(x + MARK, floor);
    ctx.lineTo(x - MARK, floor);
    ctx.fill();
  }
  ctx.restore();
}
