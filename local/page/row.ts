import { durationsOf, percentiles, segmentsOf, uptimeOf } from './bars.ts';
import type { Row } from './board.ts';
import { h, setAttribute, setText } from './element.ts';
import { agoText, msText, percentText } from './format.ts';
import { SHAPES } from './looks.ts';
import { sparkStrip, uptimeStrip } from './strip.ts';

/** A row of the overview's table. */
export interface RowView {
  readonly element: HTMLTableRowElement;
  readonly show: (row: Row, now: number) => void;
  /** Only what counts time. */
  readonly tick: (row: Row, now: number) => void;
}

export const HEADS = [
  'State',
  'Check',
  'Latency',
  'p50',
  'p95',
  'Last 90 results',
  'Up',
  'Last failure',
] as const;

/** A cell. The roles are said because a row that is laid out as a grid loses those that it has as a table's. */
const cell = (name: string, ...children: readonly Node[]): HTMLTableCellElement =>
  h('td', { class: name, role: 'cell' }, ...children);

/** The shape and the word of a state; `show` changes both. */
export function stateMark(): { readonly element: HTMLElement; readonly show: (state: Row['state']) => void } {
  const shape = h('span', { class: 'shape', 'aria-hidden': 'true' });
  const word = h('span', { class: 'word' });
  const element = h('span', { class: 'state' }, shape, word);
  const show = (state: Row['state']): void => {
    setAttribute(element, 'data-state', state);
    setText(shape, SHAPES[state]);
    setText(word, state);
  };
  return { element, show };
}

export function rowView(row: Row): RowView {
  const parts = partsOf(row);
  const element = h('tr', { role: 'row', class: 'check' }, ...parts.cells);
  const tick = ({ lastTrouble }: Row, now: number): void => {
    setText(parts.ago, lastTrouble ? agoText(lastTrouble.at, now) : '');
  };
  const show = (shown: Row, now: number): void => {
    const durations = durationsOf(shown.points);
    const [p50, p95] = percentiles(durations, 0.5, 0.95);
    parts.state.show(shown.state);
    parts.spark.show(durations);
    parts.bar.show(segmentsOf(shown.points));
    setText(parts.p50, msText(p50));
    setText(parts.p95, msText(p95));
    setText(parts.up, percentText(uptimeOf(shown.points)));
    setText(parts.message, shown.lastTrouble?.message ?? '');
    setAttribute(parts.message, 'title', shown.lastTrouble?.message ?? '');
    setAttribute(element, 'data-state', shown.state);
    tick(shown, now);
  };
  return { element, show, tick };
}

function partsOf({ id, view }: Row) {
  const state = stateMark();
  const spark = sparkStrip();
  const bar = uptimeStrip();
  const [p50, p95, up] = [h('span'), h('span'), h('span')];
  const [message, ago] = [h('span', { class: 'message' }), h('span', { class: 'ago' })];
  const link = h('a', { class: 'name', href: `#/checks/${encodeURIComponent(id)}`, text: id });
  const name = h(
    'th',
    { scope: 'row', role: 'rowheader', class: 'c-name' },
    link,
    h('span', { class: 'target', text: view.target }),
  );
  const cells = [
    cell('c-state', state.element),
    name,
    cell('c-spark', spark.element),
    cell('c-p50', p50),
    cell('c-p95', p95),
    cell('c-bar', bar.element),
    cell('c-up', up),
    cell('c-failure', message, ago),
  ];
  return { p50, p95, up, message, ago, state, spark, bar, cells };
}
