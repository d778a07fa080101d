import type { Database } from 'node-sqlite3-wasm';
import type { Result } from '../../model/result.ts';
import { RETENTION, type ResultQuery } from './archive.ts';
import { byBlock, DAY_MS, HOUR_MS } from './block.ts';
import { pack, packRows, unpack, unpackRows } from './pack.ts';
import { type Compact, compactOf, fits, resultOf, type Subject, subjectOf } from './passed.ts';

/** How many results that did not pass are kept of one check: more than a day of a check that fails every 10 s. */
const MAX_BAD = 10_000;

const BAD_DAYS = RETENTION[2].days;

const ADD_SUBJECT = 'insert or ignore into subjects (check_id, value) values (?, ?)';
const ADD_PASSED = `
  insert into recent_passed (subject, at, value)
  select id, ?1, ?2 from subjects where check_id = ?3 and value = ?4
`;
const ADD_WHOLE = 'insert into results (check_id, bad, at, value) values (?, ?, ?, ?)';

export function addResults(db: Database, results: readonly Result[]): void {
  for (const result of results) {
    if (fits(result)) addPassed(db, result);
    else {
      const bad = Number(result.state !== 'passed');
      db.run(ADD_WHOLE, [result.check, bad, Date.parse(result.scheduledAt), pack(result)]);
    }
  }
}

function addPassed(db: Database, result: Result): void {
  const subject = JSON.stringify(subjectOf(result));
  const compact = compactOf(result);
  const values = [compact[0], JSON.stringify(compact), result.check, subject];
  if (db.run(ADD_PASSED, values).changes > 0) return;
  db.run(ADD_SUBJECT, [result.check, subject]);
  db.run(ADD_PASSED, values);
}

const WHOLE = `
  select value from results where check_id = ? and bad = ? and at < ? order by at desc, id desc limit ?
`;

export function readResults(db: Database, query: ResultQuery): Result[] {
  const { check, limit, before = Number.MAX_SAFE_INTEGER, bad = false } = query;
  const whole = (bad: number): Result[] =>
    db.all(WHOLE, [check, bad, before, limit]).map(({ value }) => unpack<Result>(value as Uint8Array));
  if (bad) return whole(1);
  const passed = subjectsOf(db, check).flatMap((subject) => passedOf(db, subject, { before, limit }));
  return [...whole(1), ...whole(0), ...passed].sort(latestFirst).slice(0, limit);
}

const latestFirst = (a: Result, b: Result): number => Date.parse(b.scheduledAt) - Date.parse(a.scheduledAt);

interface KeptSubject {
  readonly id: number;
  readonly subject: Subject;
}

const subjectsOf = (db: Database, check: string): KeptSubject[] =>
  db
    .all('select id, value from subjects where check_id = ?', [check])
    .map(({ id, value }) => ({ id: id as number, subject: JSON.parse(value as string) as Subject }));

interface Range {
  readonly before: number;
  readonly limit: number;
}

const RECENT = `
  select value from recent_passed where subject = ? and at < ? order by at desc, id desc limit ?
`;
const BLOCKS = 'select value from passed where subject = ? and at < ? order by at desc';

/** The latest of a subject; those of an hour's block are told from recent ones only by where they lie. */
function passedOf(db: Database, { id, subject }: KeptSubject, { before, limit }: Range): Result[] {
  const recent = db
    .all(RECENT, [id, before, limit])
    .map(({ value }) => JSON.parse(value as string) as Compact);
  const packed: Compact[] = [];
  const blocks = db.prepare(BLOCKS);
  try {
    for (const { value } of blocks.iterate([id, before])) {
      packed.push(...unpackRows<Compact>(value as Uint8Array).filter(([at]) => at < before));
      if (packed.length >= limit) break;
    }
  } finally {
    blocks.finalize();
  }
  return [...recent, ...packed]
    .sort(([a], [b]) => b - a)
    .slice(0, limit)
    .map((compact) => resultOf(subject, compact));
}

const FRESH = 'select value from recent_passed where subject = ? order by id';
const BLOCK = 'select value from passed where subject = ? and at = ?';
const PUT_BLOCK = 'insert or replace into passed (subject, at, value) values (?, ?, ?)';

/** So many subjects are packed between two turns of the event loop: a few milliseconds' worth. */
const SLICE = 5;

/** Packs a few subjects' recent results into a block for each hour; whether there are more. */
export function packPassed(db: Database): boolean {
  const fresh = db.all('select distinct subject from recent_passed limit ?', [SLICE]);
  for (const row of fresh) {
    const subject = row.subject as number;
    const rows = db.all(FRESH, [subject]).map(({ value }) => JSON.parse(value as string) as Compact);
    for (const [hour, added] of byBlock(rows, HOUR_MS, ([at]) => at)) {
      const there = db.get(BLOCK, [subject, hour])?.value as Uint8Array | undefined;
      const all = [...(there ? unpackRows<Compact>(there) : []), ...added].sort(([a], [b]) => a - b);
      db.run(PUT_BLOCK, [subject, hour, packRows(all)]);
    }
    db.run('delete from recent_passed where subject = ?', [subject]);
  }
  return fresh.length === SLICE;
}

/** So many rows are deleted between two turns of the event loop. */
const DELETED_AT_ONCE = 500;

const FORGET_BAD = `
  delete from results where id in (
    select id from results where check_id = ?1 and bad = ?2 and at < ?3 order by at limit ${DELETED_AT_ONCE}
  )
`;
const OLDEST_BAD = 'select at from results where check_id = ? and bad = 1 order by at desc limit 1 offset ?';

/** Forgets passed results after a day; the others of one check after `BAD_DAYS`, or when there are too many. */
export function forgetResults(db: Database, check: string, now: number): boolean {
  const excess = db.get(OLDEST_BAD, [check, MAX_BAD])?.at as number | undefined;
  const oldest = Math.max(now - BAD_DAYS * DAY_MS, (excess ?? Number.MIN_SAFE_INTEGER) + 1);
  const forgotten = [
    db.run(FORGET_BAD, [check, 1, oldest]).changes,
    db.run(FORGET_BAD, [check, 0, now - DAY_MS]).changes,
  ];
  return forgotten.includes(DELETED_AT_ONCE);
}

export function forgetPassed(db: Database, now: number): void {
  db.run('delete from recent_passed where at < ?', [now - DAY_MS]);
  db.run('delete from passed where at <= ?', [now - DAY_MS - HOUR_MS]);
}

/** The checks of which results are kept whole. */
export const checksWithResults = (db: Database): string[] =>
  db.all('select distinct check_id from results').map(({ check_id }) => check_id as string);
