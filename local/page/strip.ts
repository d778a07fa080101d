import type { State } from '../../model/result.ts';
import { SEGMENTS, type Segment } from './bars.ts';
import { setAttribute, svg } from './element.ts';

/** The bar is drawn in these units and stretched to its place. */
const STEP = 4;
const WIDTH = 3;
const HEIGHT = 24;

/** The worse, the taller: the bar can be read without its colours. */
const TALL: Readonly<Record<Segment, number>> = {
  none: 1.5,
  passed: 11,
  errored: 14,
  degraded: 17,
  failed: 24,
};

/** One path for all segments of a state: five nodes for a bar, however many segments it has. */
export function segmentsPath(segments: readonly Segment[], wanted: Segment): string {
  return segments
    .map((segment, index) =>
      segment === wanted ? `M${index * STEP} ${HEIGHT}v-${TALL[wanted]}h${WIDTH}v${TALL[wanted]}z` : '',
    )
    .join('');
}

/** A drawing that is changed in place. */
export interface Strip<Value> {
  readonly element: SVGSVGElement;
  readonly show: (value: Value) => void;
}

const DRAWN = ['none', 'passed', 'errored', 'degraded', 'failed'] as const satisfies readonly (
  | State
  | 'none'
)[];

/** The uptime bar; what it says is told in words beside it. */
export function uptimeStrip(): Strip<readonly Segment[]> {
  const paths = DRAWN.map((state) => ({ state, path: svg('path', { class: `segment ${state}` }) }));
  const element = svg(
    'svg',
    {
      class: 'bar',
      viewBox: `0 0 ${SEGMENTS * STEP} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    ...paths.map(({ path }) => path),
  );
  const show = (segments: readonly Segment[]): void => {
    for (const { state, path } of paths) setAttribute(path, 'd', segmentsPath(segments, state));
  };
  return { element, show };
}

const SPARK = { width: 120, height: 24, pad: 2 };

/** From 0 to the highest of them; a flat line lies low, so that height always means slow. */
export function sparkPath(values: readonly number[]): string {
  const top = Math.max(...values, 1) * 1.1;
  const step = SPARK.width / (SEGMENTS - 1);
  const start = SEGMENTS - values.length;
  const y = (value: number): string =>
    (SPARK.height - SPARK.pad - (value / top) * (SPARK.height - 2 * SPARK.pad)).toFixed(1);
  return values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${((start + index) * step).toFixed(1)} ${y(value)}`)
    .join('');
}

export function sparkStrip(): Strip<readonly number[]> {
  const path = svg('path', { class: 'spark-line' });
  const element = svg(
    'svg',
    {
      class: 'spark',
      viewBox: `0 0 ${SPARK.width} ${SPARK.height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    path,
  );
  return { element, show: (values) => setAttribute(path, 'd', values.length < 2 ? '' : sparkPath(values)) };
}
