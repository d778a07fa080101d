import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { RETENTION } from '../../local/store/archive.ts';

/** Bytes that the blobs of an archive take, without the file's own structure. */
export interface Sizes {
  /** By the seconds of a step. */
  readonly steps: Readonly<Record<number, number>>;
  readonly passed: number;
  readonly bad: number;
}

export function sizesOf(directory: string): Sizes {
  const db = new sqlite.Database(join(directory, 'vedette.sqlite'));
  db.exec('pragma locking_mode = exclusive');
  const bytes = (sql: string): number => Number(db.get(`select coalesce(sum(length(${sql}`)?.bytes);
  try {
    return {
      steps: Object.fromEntries(
        RETENTION.map(({ stepSeconds }) => [
          stepSeconds,
          bytes(`steps)), 0) as bytes from points where step = ${stepSeconds}`),
        ]),
      ),
      passed: bytes(`value)), 0) as bytes from passed`),
      bad: bytes(`value)), 0) as bytes from results`),
    };
  } finally {
    db.close();
  }
}
