import type { Database } from 'node-sqlite3-wasm';
import { type Datum, keyOf } from '../../model/metric.ts';
import { RETENTION, type SeriesPoint, type SeriesQuery, type StepSeconds } from './archive.ts';
import { byBlock, DAY_MS, startOf } from './block.ts';
import { packRows, unpackRows } from './pack.ts';
import { StepMap } from './steps.ts';

const FINEST = RETENTION[0].stepSeconds;

/** So many steps make a block: 4 hours of minutes, 20 hours of 5 minutes, 10 days of hours. Each divides the next. */
const BLOCK_STEPS = 240;

const blockMs = (stepSeconds: StepSeconds): number => stepSeconds * 1_000 * BLOCK_STEPS;

/** How long a block of the finest steps is; hours, as blocks of results are, divide it. */
export const FINEST_BLOCK_MS = blockMs(FINEST);

/** The same dimensions are the same text, whatever order they come in. */
const textOf = (dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));

const ADD_SERIES = 'insert or ignore into series (metric, dimensions) values (?, ?)';
const ADD_VALUE = `
  insert into recent_points (series, at, count, sum, min, max)
  select id, ?1, ?2, ?2 * ?3, ?3, ?3 from series where metric = ?4 and dimensions = ?5
  on conflict (series, at) do update set
    count = count + excluded.count, sum = sum + excluded.sum, min = min(min, excluded.min), max = max(max, excluded.max)
`;

/** Adds values to the steps that they belong to. One that is not a finite number says nothing and is left out. */
export function addDatums(db: Database, datums: readonly Datum[]): void {
  for (const { metric, dimensions, value, count = 1, at } of datums) {
    if (!Number.isFinite(value)) continue;
    const text = textOf(dimensions);
    const values = [startOf(at, FINEST * 1_000), count, value, keyOf(metric), text];
    if (db.run(ADD_VALUE, values).changes > 0) continue;
    db.run(ADD_SERIES, [keyOf(metric), text]);
    db.run(ADD_VALUE, values);
  }
}

type Block = readonly [number, number, number, number, number];

/** The gaps between steps are kept in place of their times: mostly they are all the same. */
function encode(points: readonly SeriesPoint[]): Uint8Array {
  let before = 0;
  return packRows(
    points.map(({ at, count, sum, min, max }): Block => {
      const gap = at - before;
      before = at;
      return [gap, count, sum, min, max];
    }),
  );
}

function decode(blob: Uint8Array): SeriesPoint[] {
  let at = 0;
  return unpackRows<Block>(blob).map(([gap, count, sum, min, max]) => {
    at += gap;
    return { at, count, sum, min, max };
  });
}

const RECENT = 'select at, count, sum, min, max from recent_points where series = ? and at >= ? and at < ?';
const BLOCKS = 'select steps from points where series = ? and step = ? and at > ? and at < ?';

/** Coarser steps are added up from finer data as long as that is kept. */
export function readSeries(db: Database, query: SeriesQuery): SeriesPoint[] {
  const { metric, dimensions, stepSeconds } = query;
  const values = [keyOf(metric), textOf(dimensions)];
  const id = db.get('select id from series where metric = ? and dimensions = ?', values)?.id as number;
  if (id === undefined) return [];
  const stepMs = stepSeconds * 1_000;
  const [from, to] = [query.from, query.to].map((at) => Math.ceil(at / stepMs) * stepMs) as [number, number];
  const steps = new StepMap(stepMs);
  const add = (points: readonly SeriesPoint[]) => {
    for (const point of points) if (point.at >= from && point.at < to) steps.add(point);
  };
  for (const { stepSeconds: finer } of RETENTION) {
    if (finer > stepSeconds) break;
    for (const { steps: blob } of db.all(BLOCKS, [id, finer, from - blockMs(finer), to]))
      add(decode(blob as Uint8Array));
  }
  add(db.all(RECENT, [id, from, to]) as unknown as SeriesPoint[]);
  return steps.inOrder();
}

const BLOCK = 'select steps from points where series = ? and step = ? and at = ?';
const PUT_BLOCK = 'insert or replace into points (series, step, at, steps) values (?, ?, ?, ?)';

/** Adds points to the blocks of a series. Addition does not mind the order: late points are as good as others. */
function addToBlocks(db: Database, series: number, stepSeconds: StepSeconds, points: readonly SeriesPoint[]) {
  const lengthMs = blockMs(stepSeconds);
  for (const [start, added] of byBlock(points, lengthMs, ({ at }) => at)) {
    const there = db.get(BLOCK, [series, stepSeconds, start])?.steps as Uint8Array | undefined;
    const steps = new StepMap(stepSeconds * 1_000);
    for (const point of [...(there ? decode(there) : []), ...added]) steps.add(point);
    db.run(PUT_BLOCK, [series, stepSeconds, start, encode(steps.inOrder())]);
  }
}

/** So many blocks are worked on between two turns of the event loop: a few milliseconds' worth. */
const SLICE = 10;

/** Packs a few series' recent points into blocks; whether there are more. */
export function packPoints(db: Database): boolean {
  const fresh = db.all('select distinct series from recent_points limit ?', [SLICE]);
  for (const row of fresh) {
    const series = row.series as number;
    const points = db.all(RECENT, [series, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
    addToBlocks(db, series, FINEST, points as unknown as SeriesPoint[]);
    db.run('delete from recent_points where series = ?', [series]);
  }
  return fresh.length === SLICE;
}

const AGED = 'select rowid as id, series, steps from points where step = ? and at <= ? limit ?';

/** Moves a few blocks that are older than their retention into coarser steps, or forgets them; whether there are more. */
export function rollUp(db: Database, now: number): boolean {
  return RETENTION.map(({ stepSeconds, days }, tier) => {
    const aged = db.all(AGED, [stepSeconds, now - days * DAY_MS - blockMs(stepSeconds), SLICE]);
    const coarser = RETENTION[tier + 1]?.stepSeconds;
    for (const { id, series, steps } of aged) {
      if (coarser) addToBlocks(db, series as number, coarser, decode(steps as Uint8Array));
      db.run('delete from points where rowid = ?', [id as number]);
    }
    return aged.length === SLICE;
  }).some(Boolean);
}
