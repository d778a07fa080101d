import type { Row } from './board.ts';
import { h, setAttribute, setText } from './element.ts';
import { BEST_FIRST, SHAPES, worstOf } from './looks.ts';
import { HEADS, type RowView, rowView } from './row.ts';
import { headlineOf, scoreOf } from './scores.ts';
import type { Ports, View } from './view.ts';

/** Overall health, a score for each area, and every check. */
export function overview(ports: Ports): View {
  const { areas, rows } = ports.board();
  const head = summary(rows);
  const tiles = [...areas].map(([name, members]) => areaTile(name, members));
  const views = new Map(rows.map((row) => [row.id, rowView(row)]));
  const sections = [...areas].map(([name, members]) => areaSection(name, members, views));
  const filter = filterBox(rows, views);

  const showHeads = (): void => {
    head.show();
    for (const tile of tiles) tile.show();
  };
  const showRows = (ids: Iterable<string>): void => {
    for (const id of ids) {
      const row = ports.board().row(id);
      if (row) views.get(id)?.show(row, ports.now());
    }
    showHeads();
  };
  const onTick = (): void => {
    const now = ports.now();
    for (const row of rows) views.get(row.id)?.tick(row, now);
  };
  showRows(views.keys());
  const tileList = h(
    'ul',
    { class: 'tiles', 'aria-label': 'Score of each area, 0 to 100' },
    ...tiles.map(({ element }) => element),
  );
  const element = h('div', { class: 'overview' }, head.element, tileList, filter, ...sections);
  return { title: 'Overview', element, onRows: showRows, onTick };
}

interface Shown {
  readonly element: HTMLElement;
  readonly show: () => void;
}

function summary(rows: readonly Row[]): Shown {
  const shape = h('span', { class: 'shape', 'aria-hidden': 'true' });
  const words = h('span');
  const headline = h('h1', { class: 'headline' }, shape, words);
  const counts = BEST_FIRST.map((state) => ({
    state,
    element: h('li', { 'data-state': state, class: 'count' }),
  }));
  const list = h(
    'ul',
    { class: 'counts', 'aria-label': 'Checks by state' },
    ...counts.map(({ element }) => element),
  );
  const show = (): void => {
    setText(words, headlineOf(rows));
    for (const { state, element } of counts) {
      const count = rows.filter((row) => row.state === state).length;
      element.hidden = count === 0;
      setText(element, `${SHAPES[state]} ${count} ${state}`);
    }
    const worst = worstOf(rows);
    setText(shape, SHAPES[worst]);
    setAttribute(headline, 'data-state', worst);
  };
  return {
    element: h('section', { class: 'summary', 'aria-label': 'Overall health' }, headline, list),
    show,
  };
}

const anchorOf = (area: string): string => `area-${area.replace(/[^\w-]/g, '-')}`;

function areaTile(name: string, rows: readonly Row[]): Shown {
  const score = h('span', { class: 'score' });
  const detail = h('span', { class: 'detail' });
  const element = h('li', { class: 'tile' }, h('span', { class: 'area', text: name }), score, detail);
  const show = (): void => {
    const worst = worstOf(rows);
    const passing = rows.filter(({ state }) => state === 'passed').length;
    setText(score, scoreOf(rows)?.toString() ?? '–');
    setText(detail, `${SHAPES[worst]} ${passing} of ${rows.length} pass`);
    setAttribute(element, 'data-state', worst);
  };
  return { element, show };
}

function areaSection(name: string, rows: readonly Row[], views: ReadonlyMap<string, RowView>): HTMLElement {
  const id = anchorOf(name);
  const heads = HEADS.map((text) => h('th', { scope: 'col', role: 'columnheader', text }));
  const body = rows.flatMap((row) => views.get(row.id)?.element ?? []);
  return h(
    'section',
    { class: 'area-section', 'aria-labelledby': id },
    h('h2', { id, text: name }),
    h(
      'table',
      { class: 'checks', role: 'table', 'aria-labelledby': id },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...heads)),
      h('tbody', { role: 'rowgroup' }, ...body),
    ),
  );
}

/** Hides the rows whose name, target or state does not have the words; the order stays. */
function filterBox(rows: readonly Row[], views: ReadonlyMap<string, RowView>): HTMLElement {
  const input = h('input', {
    type: 'search',
    id: 'filter',
    placeholder: 'Filter: name, target or state',
    autocomplete: 'off',
  });
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const {
      id,
      view: { target, kind },
      state,
    } of rows) {
      const text = `${id} ${kind} ${target} ${state}`.toLowerCase();
      const shown = views.get(id);
      if (shown) shown.element.hidden = !words.every((word) => text.includes(word));
    }
  });
  return h(
    'p',
    { class: 'filter' },
    h('label', { for: 'filter', class: 'unseen', text: 'Filter checks' }),
    input,
  );
}
