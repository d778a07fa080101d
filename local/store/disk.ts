import { statfsSync } from 'node:fs';

/** A commit with its log and the file's growth may need as much, in bytes. */
const LITTLE_SPACE = 1_000_000;

/** Whether there is space for so many bytes more, and a little, where a directory is; `true` when nobody can say. */
export function hasSpace(directory: string, bytes = 0): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= bytes + LITTLE_SPACE;
  } catch {
    return true;
  }
}

export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ');

/** SQLite's words for SQLITE_CORRUPT and SQLITE_NOTADB, and zlib's and JSON's for a blob of ours that is not whole. */
export const isDamage = (error: unknown): boolean =>
  /malformed|not a database/.test(wordsOf(error)) ||
  error instanceof SyntaxError ||
  (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
