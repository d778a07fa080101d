import type { Database, JSValue } from 'node-sqlite3-wasm';

/** Tables with the column that tells how old a row is; those without one are small, and kept whole. */
const TABLES = {
  kept: undefined,
  series: undefined,
  subjects: undefined,
  alarm_changes: undefined,
  inbox: undefined,
  recent_points: 'at',
  points: 'at',
  results: 'at',
  recent_passed: 'at',
  passed: 'at',
} as const satisfies Record<string, 'at' | undefined>;

/** Copies what monitoring goes on from: incidents, states, and the data since a time. What cannot be read stays behind. */
export function carryOver(from: Database, to: Database, since: number): void {
  for (const [table, age] of Object.entries(TABLES)) {
    try {
      const where = age ? ` where ${age} >= ${since}` : '';
      for (const row of from.all(`select * from ${table}${where}`)) insert(to, table, row);
    } catch {
      // The caller has said already that the file is in a bad way; the other tables may still be whole.
    }
  }
}

function insert(db: Database, table: string, row: object): void {
  const places = Object.keys(row).map(() => '?');
  const values = Object.values(row) as JSValue[];
  db.run(`insert or replace into ${table} (${Object.keys(row).join()}) values (${places.join()})`, values);
}

/** Forgets the data before a time, whatever their retention. */
export function forgetBefore(db: Database, time: number): void {
  for (const [table, age] of Object.entries(TABLES))
    if (age) db.run(`delete from ${table} where ${age} < ?`, [time]);
}
