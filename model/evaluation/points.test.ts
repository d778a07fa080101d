import { describe, expect, it } from 'vitest';
import type { AlarmWindow } from '../alarm/window.ts';
import { type AlarmState, evaluatePoints, type Point, TREATMENTS } from './points.ts';

const POINT: Record<string, Point> = { '0': 'good', X: 'breaching', '-': 'missing' };

const pointsOf = (text: string): Point[] => text.split(' ').map((mark) => POINT[mark] ?? 'missing');

const RETAIN = 'retain';
type Cell = AlarmState | typeof RETAIN;

/** The rows of the user guide, in its own marks: the newest point is on the right. Missing, ignore, breaching, not. */
const TABLES: readonly [
  window: AlarmWindow,
  rows: readonly [points: string, cells: readonly [Cell, Cell, Cell, Cell]][],
][] = [
  [
    { failures: 3, of: 3 },
    [
      ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
      ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
      ['- - - - -', ['INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK']],
      ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      ['- - X - -', ['ALARM', RETAIN, 'ALARM', 'OK']],
    ],
  ],
  [
    { failures: 2, of: 3 },
    [
      ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
      ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
      ['- - - X -', ['ALARM', RETAIN, 'ALARM', 'OK']],
    ],
  ],
];

describe.each(TABLES)('the table of the user guide for %j', (window, rows) => {
  const cases = rows.flatMap(([points, cells]) =>
    TREATMENTS.map((missing, at) => [points, missing, cells[at] ?? RETAIN] as const),
  );
  it.each(cases)('%s with missing data %s: %s', (points, missing, cell) => {
    for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
      const state = evaluatePoints({ points: pointsOf(points), window, missing, current });
      expect(state).toBe(cell === RETAIN ? current : cell);
    }
  });
});

it('holds every cell of both tables, 5 rows of 4 treatments each', () => {
  expect(TABLES.flatMap(([, rows]) => rows.flatMap(([, cells]) => cells))).toHaveLength(40);
});

describe('a breaching point that has nothing good beside it does not alarm too early', () => {
  const three = { failures: 3, of: 3 };
  const two = { failures: 2, of: 3 };
  it.each([
    ['- - - - X', three, 'OK'],
    ['- - - X -', three, 'OK'],
    ['- - X - -', three, 'ALARM'],
    ['- - X X -', three, 'ALARM'],
    ['- - - X 0', three, 'OK'],
    ['- - X - 0', three, 'OK'],
    ['- X - - -', three, 'OK'],
    ['- - - - X', two, 'OK'],
    ['- X - - -', two, 'ALARM'],
    ['X - - - -', two, 'ALARM'],
  ] as const)('%s of %j: %s', (points, window, state) => {
    expect(evaluatePoints({ points: pointsOf(points), window, missing: 'missing', current: 'OK' })).toBe(
      state,
    );
  });
});
