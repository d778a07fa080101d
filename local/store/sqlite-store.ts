import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import type { Kept, PutOptions, Shelf, Store } from '../../functions/notify/store.ts';

/** A store that is open. One process at a time opens a file: a second one would take the first one's lock. */
export interface SqliteStore extends Store {
  readonly close: () => void;
}

const SCHEMA = `
  create table if not exists kept (
    shelf text not null,
    id text not null,
    version integer not null,
    value text not null,
    expires_at integer,
    primary key (shelf, id)
  ) without rowid
`;

/** A write is on the disk before it is acknowledged, so that whatever ends the process loses nothing. */
const DURABLE = 'pragma journal_mode = delete; pragma synchronous = full';

/**
 * The store on one machine: SQLite, in a file, or in memory when no file is named. Throws SQLite's errors.
 */
export function sqliteStore(file?: string): SqliteStore {
  const db = open(file);
  return {
    list: async (shelf) => list(db, shelf),
    get: async (shelf, id) => get(db, shelf, id),
    put: async (shelf, id, value, options) => put(db, shelf, id, { value, ...options }),
    remove: async (shelf, id, version) => remove(db, shelf, id, version),
    close: () => db.close(),
  };
}

function open(file: string | undefined): Database {
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    // This build of SQLite locks with a directory, which a killed process leaves behind.
    rmSync(`${file}.lock`, { recursive: true, force: true });
  }
  const db = new sqlite.Database(file);
  db.exec(DURABLE);
  db.exec(SCHEMA);
  return db;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly value: string;
}

const keptOf = <Value>({ id, version, value }: Row): Kept<Value> => ({
  id,
  version,
  value: JSON.parse(value) as Value,
});

function list<Value>(db: Database, shelf: Shelf): Kept<Value>[] {
  const rows = db.all('select id, version, value from kept where shelf = ? order by id', [shelf]);
  return (rows as unknown as Row[]).map((row) => keptOf<Value>(row));
}

function get<Value>(db: Database, shelf: Shelf, id: string): Kept<Value> | undefined {
  const row = db.get('select id, version, value from kept where shelf = ? and id = ?', [shelf, id]);
  return row ? keptOf<Value>(row as unknown as Row) : undefined;
}

const INSERT = 'insert or ignore into kept (value, expires_at, shelf, id, version) values (?, ?, ?, ?, 1)';
const UPDATE = `
  update kept set value = ?, expires_at = ?, version = version + 1 where shelf = ? and id = ? and version = ?
`;

function put<Value>(
  db: Database,
  shelf: Shelf,
  id: string,
  {
    value,
    version,
    expiresAt = null,
  }: Omit<PutOptions, 'expiresAt'> & { value: Value; expiresAt?: number | null },
): boolean {
  const values = [JSON.stringify(value), expiresAt, shelf, id];
  const { changes } = version === 0 ? db.run(INSERT, values) : db.run(UPDATE, [...values, version]);
  return changes === 1;
}

/** Not there any more is as good as removed. */
function remove(db: Database, shelf: Shelf, id: string, version: number): boolean {
  db.run('delete from kept where shelf = ? and id = ? and version = ?', [shelf, id, version]);
  return get(db, shelf, id) === undefined;
}
