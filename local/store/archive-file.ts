import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'node-sqlite3-wasm';
import type { Log } from '../../functions/platform/log.ts';
import { UsageError } from '../usage-error.ts';
import { DAY_MS } from './block.ts';
import { bringBack, carryOver, cutBefore, forgetBefore } from './carry-over.ts';
import { inTransaction, NewerSchema, openDatabase, openToRead } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { hasSpace, isDamage, wordsOf } from './disk.ts';

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

/** What memory has in the place of a file. */
interface InMemory {
  /** It has everything since, epoch milliseconds; grows as old data is forgotten. */
  since: number;
  /**
   * What memory has of the file that it stands for. `all`: whatever is small, and the data since then. `nothing`: there
   * was no file yet. `part`: the file has what memory never saw, so that one cannot be put in place of the other.
   */
  readonly has: 'all' | 'nothing' | 'part';
}

/**
 * The database of an archive: its file, and memory while the disk does not allow it. A damaged file is set aside once,
 * and a fresh one begun.
 */
export class ArchiveFile {
  readonly #options: ArchiveFileOptions;
  readonly #file: string;
  readonly #open: typeof openDatabase;
  #db: Database;
  #unlock: (() => void) | undefined;
  #trouble: string | undefined;
  #inMemory: InMemory | undefined;
  #setAside = false;

  /** Throws a `UsageError` when another process has the directory. */
  constructor(options: ArchiveFileOptions) {
    this.#options = options;
    this.#file = join(options.directory, FILE);
    this.#open = options.open ?? openDatabase;
    try {
      this.#db = this.#take();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      this.#db = this.#replacement(error);
    }
  }

  /** The file, for this process alone. Throws a `UsageError` when another one has it, and what is wrong with the disk. */
  #take(): Database {
    mkdirSync(this.#options.directory, { recursive: true });
    this.#unlock ??= lockDirectory(this.#options.directory);
    return this.#open(this.#file);
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

  /** While in memory: keeps it bounded to a day and a few hours, and goes back to the file if that can be done. */
  tend(now: number): void {
    const memory = this.#inMemory;
    if (!memory) return;
    memory.since = Math.max(memory.since, cutBefore(now - DAY_MS));
    this.write((db) => forgetBefore(db, memory.since));
    if (memory.has !== 'part' && hasSpace(this.#options.directory, bytesIn(this.#db) * 2))
      this.#return(memory);
  }

  /** The file gets what memory has, in one transaction. When it cannot be, memory goes on until the next time. */
  #return({ since, has }: InMemory): void {
    // Somebody put a file there meanwhile: what is in it is not ours to overwrite.
    if (has === 'nothing' && existsSync(this.#file)) return;
    const memory = this.#db;
    let file: Database | undefined;
    try {
      file = this.#take();
      inTransaction(file, (db) => bringBack(memory, db, since));
    } catch {
      if (file) closeQuietly(file);
      // Without the lock it would be somebody else's.
      if (has === 'nothing' && this.#unlock) this.#remove();
      return;
    }
    this.#db = file;
    this.#inMemory = undefined;
    this.#trouble = undefined;
    memory.close();
    this.#options.log?.info('the disk is used again', { file: this.#file });
  }

  #remove(): void {
    for (const path of this.#paths()) rmSync(path, { force: true });
  }

  /** Of the file and its logs. */
  #paths(file = this.#file): string[] {
    return ['', '-wal', '-journal'].map((part) => file + part);
  }

  close(): void {
    closeQuietly(this.#db);
    this.#unlock?.();
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
      const asides = this.#paths(aside);
      for (const [index, path] of this.#paths().entries())
        if (existsSync(path)) renameSync(path, asides[index] ?? aside);
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
    const since = cutBefore(this.#options.now() - DAY_MS);
    const has = this.#readInto(memory, { error, old, since });
    this.#inMemory = { since, has };
    const end = has === 'part' ? 'until the end' : 'until it can be used again';
    this.#tell(`${this.#file} cannot be used (${this.#why(error)}): a day is remembered in memory, ${end}`);
    return memory;
  }

  /** What can be had of the file, also where it was never opened, as on a disk that is full from the start. */
  #readInto(
    memory: Database,
    { error, old, since }: { error: unknown; old: Database | undefined; since: number },
  ) {
    if (old?.isOpen) return carryOver(old, memory, since) && !isDamage(error) ? 'all' : 'part';
    if (!existsSync(this.#file)) return 'nothing';
    if (isDamage(error) || error instanceof NewerSchema) return 'part';
    try {
      const file = openToRead(this.#file);
      const has = carryOver(file, memory, since) ? 'all' : 'part';
      closeQuietly(file);
      return has;
    } catch {
      return 'part';
    }
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

const bytesIn = (db: Database): number =>
  Number(db.get('pragma page_count')?.page_count) * Number(db.get('pragma page_size')?.page_size);

function closeQuietly(db: Database): void {
  try {
    if (db.isOpen) db.close();
  } catch {
    // A file that cannot be written cannot be tidied up either; the next start does it.
  }
}
