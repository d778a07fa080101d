import { existsSync, mkdirSync, renameSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'node-sqlite3-wasm';
import type { Log } from '../../functions/platform/log.ts';
import { UsageError } from '../usage-error.ts';
import { DAY_MS } from './block.ts';
import { carryOver, forgetBefore } from './carry-over.ts';
import { inTransaction, openDatabase } from './database.ts';
import { lockDirectory } from './directory-lock.ts';

const FILE = 'vedette.sqlite';

/** No data is as young as this, epoch milliseconds. */
const NOTHING_OF_AGE = Number.MAX_SAFE_INTEGER;

export interface ArchiveFileOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log?: Log;
  /** How a database is opened; memory when no file is named. @default openDatabase */
  readonly open?: typeof openDatabase;
}

/**
 * The database of an archive: its file, as long as the disk allows it, and memory from then on. A damaged file is set
 * aside once, and a fresh one begun.
 */
export class ArchiveFile {
  readonly #options: ArchiveFileOptions;
  readonly #file: string;
  readonly #open: typeof openDatabase;
  #db: Database;
  #unlock = () => {};
  #trouble: string | undefined;
  #inMemory = false;
  #setAside = false;

  /** Throws a `UsageError` when another process has the directory. */
  constructor(options: ArchiveFileOptions) {
    this.#options = options;
    this.#file = join(options.directory, FILE);
    this.#open = options.open ?? openDatabase;
    try {
      mkdirSync(options.directory, { recursive: true });
      this.#unlock = lockDirectory(options.directory);
      this.#db = this.#open(this.#file);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      this.#db = this.#replacement(error);
    }
  }

  /** What is wrong with the file, in one line. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  read<Value>(work: (db: Database) => Value): Value {
    try {
      return work(this.#db);
    } catch (error) {
      this.#replace(error);
      return this.read(work);
    }
  }

  /** All of the work, on the disk, or nothing of it. */
  write<Value>(work: (db: Database) => Value): Value {
    return this.read((db) => inTransaction(db, work));
  }

  /** Keeps the memory bounded: a day. */
  forget(now: number): void {
    if (this.#inMemory) this.write((db) => forgetBefore(db, now - DAY_MS));
  }

  close(): void {
    closeQuietly(this.#db);
    this.#unlock();
  }

  /** Memory has no disk that could be at fault: what is thrown there is a mistake of ours. */
  #replace(error: unknown): void {
    if (this.#inMemory) throw error;
    const old = this.#db;
    this.#db = this.#replacement(error, old);
    closeQuietly(old);
  }

  #replacement(error: unknown, old?: Database): Database {
    if (!this.#setAside && isDamage(error)) {
      const fresh = this.#fresh(error, old);
      if (fresh) return fresh;
    }
    return this.#memory(error, old);
  }

  /** With the incidents, changes and inbox that can still be read, so that nobody is told twice; data may be the damage. */
  #fresh(error: unknown, old?: Database): Database | undefined {
    this.#setAside = true;
    const time = new Date(this.#options.now()).toISOString().replaceAll(':', '-');
    const aside = `${this.#file}.corrupt-${time}`;
    const saved = openDatabase();
    try {
      if (old?.isOpen) carryOver(old, saved, NOTHING_OF_AGE);
      if (old) closeQuietly(old);
      for (const part of ['', '-wal', '-journal'])
        if (existsSync(this.#file + part)) renameSync(this.#file + part, aside + part);
      const fresh = this.#open(this.#file);
      inTransaction(fresh, () => carryOver(saved, fresh, NOTHING_OF_AGE));
      this.#tell(
        `${this.#file} is damaged (${wordsOf(error)}): it is now ${aside}, and a fresh one was begun`,
      );
      return fresh;
    } catch {
      return undefined;
    } finally {
      saved.close();
    }
  }

  #memory(error: unknown, old?: Database): Database {
    const memory = openDatabase();
    if (old?.isOpen) carryOver(old, memory, this.#options.now() - DAY_MS);
    this.#inMemory = true;
    this.#tell(
      `${this.#file} cannot be used (${this.#why(error)}): a day is remembered in memory, until the end`,
    );
    return memory;
  }

  /** This build of SQLite calls a full disk an I/O error. */
  #why(error: unknown): string {
    return hasSpace(this.#options.directory) ? wordsOf(error) : 'no space is left on its disk';
  }

  #tell(trouble: string): void {
    this.#trouble = trouble;
    this.#options.log?.warn(trouble, { file: this.#file });
  }
}

/** A commit with its log and the file's growth may need as much, in bytes. */
const LITTLE_SPACE = 1_000_000;

/** Whether there is space where a directory is; `true` when nobody can say. */
function hasSpace(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= LITTLE_SPACE;
  } catch {
    return true;
  }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ');

/** SQLite's words for SQLITE_CORRUPT and SQLITE_NOTADB, and zlib's and JSON's for a blob of ours that is not whole. */
const isDamage = (error: unknown): boolean =>
  /malformed|not a database/.test(wordsOf(error)) ||
  error instanceof SyntaxError ||
  (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;

function closeQuietly(db: Database): void {
  try {
    if (db.isOpen) db.close();
  } catch {
    // A file that cannot be written cannot be tidied up either; the next start does it.
  }
}
