import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'node-sqlite3-wasm';
import type { Kept, PutOptions, Shelf, Store } from '../../functions/notify/store.ts';
import { openDatabase } from './database.ts';

/** A store that is open. One process at a time opens a file. */
export interface SqliteStore extends Store {
  readonly close: () => void;
}

/** How the store comes by its database. A write is kept when its promise is. */
export interface Access {
  readonly read: <Value>(work: (db: Database) => Value) => Value;
  readonly write: <Value>(work: (db: Database) => Value) => Promise<Value>;
}

/**
 * The store on one machine: SQLite, in a file, or in memory when no file is named. Throws SQLite's errors.
 */
export function sqliteStore(file?: string): SqliteStore {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const db = openDatabase(file);
  const store = storeOn({ read: (work) => work(db), write: async (work) => work(db) });
  return { ...store, close: () => db.close() };
}

/** The store on a database that somebody else keeps. */
export const storeOn = ({ read, write }: Access): Store => ({
  list: async (shelf) => read((db) => list(db, shelf)),
  get: async (shelf, id) => read((db) => get(db, shelf, id)),
  put: (shelf, id, value, options) => write((db) => put(db, shelf, id, { value, ...options })),
  remove: (shelf, id, version) => write((db) => remove(db, shelf, id, version)),
});

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
