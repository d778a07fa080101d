import { formatMs } from '../../model/duration.ts';
import { PHASES } from '../../model/phase.ts';
import { STATES, type State } from '../../model/result.ts';
import { BOLD, DIM, LOOKS, type Look, type Paint, paintIf } from '../display/state.ts';
import { columns, cut, oneLine, phaseText, wrap } from '../display/text.ts';
import type { Row } from './board.ts';
import type { Success } from './history.ts';

/** Everything that a picture of the table depends on. */
export interface Frame {
  readonly rows: readonly Row[];
  /** Lines to show under the title. */
  readonly notes: readonly string[];
  /** Columns and lines of the terminal. */
  readonly width: number;
  readonly height: number;
  readonly color: boolean;
}

/** The live table, line by line: no line is wider, and there are no more of them, than the terminal. */
export function renderTable({ rows, notes, width, height, color }: Frame): string[] {
  const paint = paintIf(color);
  const head = [
    title(rows, width, paint),
    ...notes.flatMap((note) => wrap(note, width)).map((line) => paint(line, DIM)),
    '',
  ];
  // The head and the column names stay, and as many checks as fit below them.
  const shown = fitting(rows, height - head.length - 1);
  const table = tableOf(shown, width, paint);
  const left = rows.length - shown.length;
  const more = left > 0 ? [paint(cut(`… and ${left} more that do not fit`, width), DIM)] : [];
  return [...head, ...table, ...more, ...problems(shown, width, paint)].slice(0, Math.max(1, height));
}

function title(rows: readonly Row[], width: number, paint: Paint): string {
  const counts = STATES.map((state) => ({
    state,
    count: rows.filter(({ last }) => last?.state === state).length,
  }));
  const text = `Vedette  ${rows.length} ${rows.length === 1 ? 'check' : 'checks'}`;
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => ({ text: `${LOOKS[state].shape} ${count} ${state}`, sgr: LOOKS[state].sgr }));
  const plain = [text, ...parts.map((part) => part.text)].join('  ');
  if (plain.length > width) return paint(cut(plain, width), BOLD);
  return [paint(text, BOLD), ...parts.map((part) => paint(part.text, part.sgr))].join('  ');
}

const WORST_FIRST: readonly (State | undefined)[] = ['failed', 'errored', 'degraded', undefined, 'passed'];

/** All rows, or when they are too many the worst of them: who is short of room wants to see what is wrong. */
function fitting(rows: readonly Row[], room: number): readonly Row[] {
  if (rows.length <= room) return rows;
  const rank = ({ last }: Row): number => WORST_FIRST.indexOf(last?.state);
  return rows.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, room - 1));
}

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly isRight?: true;
  /** The lower, the sooner it is left out of a narrow terminal. @default never left out */
  readonly keep?: number;
}

const BEFORE: readonly Column[] = [
  { title: 'CHECK', cell: ({ check }) => check },
  { title: 'STATE', cell: ({ last }) => last?.state ?? 'waiting' },
  { title: 'TOTAL', cell: ({ last }) => totalOf(last?.phases.total), isRight: true, keep: 3 },
];

const AFTER: readonly Column[] = [
  { title: 'LAST HOUR', cell: ({ success }) => successText(success), isRight: true, keep: 2 },
  { title: 'NEXT', cell: ({ nextInSeconds }) => `in ${countdown(nextInSeconds)}`, isRight: true, keep: 4 },
];

/** A column for each phase that was measured, in milliseconds. */
function columnsFor(rows: readonly Row[]): Column[] {
  const measured = PHASES.filter(
    (phase) => phase !== 'total' && rows.some(({ last }) => last?.phases[phase] !== undefined),
  );
  const phases = measured.map((phase) => ({
    title: phase.toUpperCase(),
    cell: ({ last }: Row) => phaseText(last?.phases[phase]),
    isRight: true as const,
    keep: 1,
  }));
  return [...BEFORE, ...phases, ...AFTER];
}

const totalOf = (ms: number | undefined): string => (ms === undefined ? '' : formatMs(ms));

const countdown = (seconds: number): string => (seconds < 100 ? `${seconds}s` : formatMs(seconds * 1_000));

/** Rounded down: what is not whole must not read as 100 %. */
const successText = ({ up, judged }: Success): string =>
  judged === 0 ? '' : `${Math.floor((up / judged) * 1_000) / 10}% of ${judged}`;

function tableOf(rows: readonly Row[], width: number, paint: Paint): string[] {
  const [names = '', ...lines] = fittingLines(rows, width);
  return [
    paint(cut(`  ${names}`, width), DIM),
    ...lines.map((line, index) => {
      const { shape, sgr } = lookOf(rows[index]);
      return `${paint(shape, sgr)} ${cut(line, width - 2)}`;
    }),
  ];
}

const lookOf = (row: Row | undefined): Look => LOOKS[row?.last?.state ?? 'waiting'];

/** The table with as many of its columns as the width takes; the first line holds their titles. */
function fittingLines(rows: readonly Row[], width: number): string[] {
  let shown = columnsFor(rows);
  for (;;) {
    const lines = linesOf(shown, rows);
    const least = Math.min(...shown.map(({ keep }) => keep ?? Number.POSITIVE_INFINITY));
    if ((lines[0]?.length ?? 0) + 2 <= width || least === Number.POSITIVE_INFINITY) return lines;
    shown = shown.filter(({ keep }) => keep !== least);
  }
}

function linesOf(shown: readonly Column[], rows: readonly Row[]): string[] {
  const cells = [shown.map(({ title }) => title), ...rows.map((row) => shown.map(({ cell }) => cell(row)))];
  const right = shown.flatMap(({ isRight }, index) => (isRight ? [index] : []));
  return columns(cells, { right }).map((line) => line.join('  '));
}

/** The last message of each check that did not pass. */
function problems(rows: readonly Row[], width: number, paint: Paint): string[] {
  const lines = rows.flatMap(({ check, last }) => {
    if (!last || last.state === 'passed') return [];
    const { shape, sgr } = LOOKS[last.state];
    const [first = '', ...rest] = wrap(`${check}: ${oneLine(last.message)}`, Math.max(8, width - 2));
    return [`${paint(shape, sgr)} ${first}`, ...rest.map((line) => `  ${line}`)];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}
