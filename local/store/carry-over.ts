import type { Database, JSValue } from 'node-sqlite3-wasm';
import { RETENTION } from './archive.ts';
import { startOf } from './block.ts';
import { FINEST_BLOCK_MS } from './series.ts';

interface Table {
  /** Large: of such a table only rows since a time are copied, by its column `at`. @default the whole of it */
  readonly isAged?: true;
  /** Which of its rows are copied at all. @default all */
  readonly only?: string;
  /** Its ids only say in which order rows came: a copy gives them anew. */
  readonly isNumbered?: true;
}

const TABLES: Readonly<Record<string, Table>> = {
  kept: {},
  series: {},
  subjects: {},
  alarm_changes: {},
  inbox: {},
  recent_points: { isAged: true },
  // Coarser steps are rolled up from days that memory does not have.
  points: { isAged: true, only: `step = ${RETENTION[0].stepSeconds}` },
  results: { isAged: true, isNumbered: true },
  recent_passed: { isAged: true, isNumbered: true },
  passed: { isAged: true },
};

/** The time at or before this one that no block lies across: what is copied since then is whole. */
export const cutBefore = (time: number): number => startOf(time, FINEST_BLOCK_MS);

/**
 * Copies what monitoring goes on from: incidents, states, and the data since a time. What cannot be read stays behind;
 * returns whether nothing had to.
 */
export function carryOver(from: Database, to: Database, since: number): boolean {
  const copied = Object.entries(TABLES).map(([name, table]) => {
    try {
      copy(name, rowsOf(from, name, table, since), to);
      return true;
    } catch {
      // The caller has said already that the file is in a bad way; the other tables may still be whole.
      return false;
    }
  });
  return !copied.includes(false);
}

/**
 * Puts what memory has in the place of what a file has: small tables as a whole, of the others what is since a time, from
 * which on memory has everything. Throws SQLite's errors.
 */
export function bringBack(memory: Database, file: Database, since: number): void {
  for (const [name, table] of Object.entries(TABLES)) {
    file.run(`delete from ${name} where ${conditionOf(table, since)}`);
    const rows = rowsOf(memory, name, table, since);
    copy(name, table.isNumbered ? rows.map(({ id: _, ...row }) => row) : rows, file);
  }
}

const conditionOf = ({ isAged, only = 'true' }: Table, since: number): string =>
  isAged ? `at >= ${since} and ${only}` : only;

type Row = Readonly<Record<string, unknown>>;

const rowsOf = (db: Database, name: string, table: Table, since: number): Row[] =>
  db.all(
    `select * from ${name} where ${conditionOf(table, since)} ${table.isNumbered ? 'order by id' : ''}`,
  ) as Row[];

function copy(table: string, rows: readonly Row[], to: Database): void {
  for (const row of rows) {
    const places = Object.keys(row).map(() => '?');
    const values = Object.values(row) as JSValue[];
    to.run(`insert or replace into ${table} (${Object.keys(row).join()}) values (${places.join()})`, values);
  }
}

/** Forgets the data before a time, whatever their retention. */
export function forgetBefore(db: Database, time: number): void {
  for (const [name, { isAged }] of Object.entries(TABLES))
    if (isAged) db.run(`delete from ${name} where at < ?`, [time]);
}
