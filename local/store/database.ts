import { rmSync } from 'node:fs';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** Without shared memory, which this build lacks, a write-ahead log wants the file for one process. */
const ALONE = 'pragma locking_mode = exclusive';

/** A write is on the disk before it is acknowledged, so that whatever ends the process loses nothing: one sync each. */
const DURABLE = 'pragma journal_mode = wal; pragma synchronous = full';

/** The file was written by a later Vedette, whose tables this one does not know. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';

  constructor(version: number) {
    super(`it has schema version ${version}, and this Vedette knows ${SCHEMA_VERSION}`);
  }
}

/**
 * Opens a database with our tables: a file, or memory when no file is named. One process at a time opens a file: a second
 * one would take the first one's lock. Throws SQLite's errors and `NewerSchema`.
 */
export function openDatabase(file?: string): Database {
  // This build of SQLite locks with a directory, which a killed process leaves behind.
  if (file !== undefined) rmSync(`${file}.lock`, { recursive: true, force: true });
  const db = new sqlite.Database(file);
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens a file as it is, to read what is in it where nothing can be written. Throws SQLite's errors. */
export function openToRead(file: string): Database {
  const db = new sqlite.Database(file, { readOnly: true });
  db.exec(ALONE);
  return db;
}

function prepare(db: Database): void {
  db.exec(ALONE);
  const version = Number(db.get('pragma user_version')?.user_version);
  if (version > SCHEMA_VERSION) throw new NewerSchema(version);
  db.exec(DURABLE);
  if (version === SCHEMA_VERSION) return;
  inTransaction(db, () => {
    db.exec(SCHEMA);
    db.exec(`pragma user_version = ${SCHEMA_VERSION}`);
  });
}

/** All of the work, or nothing of it. */
export function inTransaction<Value>(db: Database, work: (db: Database) => Value): Value {
  db.exec('begin immediate');
  try {
    const value = work(db);
    db.exec('commit');
    return value;
  } catch (error) {
    // SQLite has rolled back by itself when the disk is full.
    if (db.inTransaction) db.exec('rollback');
    throw error;
  }
}
