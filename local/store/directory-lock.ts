import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';

const LOCK = 'vedette.pid';

/**
 * Takes a directory for this process, until the returned function is called. The lock of a process that has ended, however
 * it ended, counts for nothing. Throws a `UsageError` when another process has it, and the file system's own errors. It
 * cannot see processes of another machine, or of another container, on the same directory.
 */
export function lockDirectory(directory: string): () => void {
  const lock = join(directory, LOCK);
  const draft = `${lock}.${process.pid}`;
  try {
    writeFileSync(draft, identityOf(process.pid) ?? '');
    while (!tryLink(draft, lock)) clearAway(lock, directory);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

/** Whether some work was done; `false` when it failed with this code. */
function unless(code: string, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (hasCode(error, code)) return false;
    throw error;
  }
}

/** A link is there with its whole text or not at all. */
const tryLink = (from: string, to: string): boolean => unless('EEXIST', () => linkSync(from, to));

/** Removes the lock of a process that has ended. */
function clearAway(lock: string, directory: string): void {
  const holder = textOf(lock);
  if (holder === undefined) return;
  const pid = Number.parseInt(holder, 10);
  if (holder === identityOf(pid)) throw inUse(directory, pid);
  const aside = `${lock}.${process.pid}.stale`;
  if (!unless('ENOENT', () => renameSync(lock, aside))) return;
  // Somebody else may have cleared the same one away in between: then this one is theirs, and goes back.
  const taken = textOf(aside);
  if (taken !== holder) tryLink(aside, lock);
  rmSync(aside);
}

const inUse = (directory: string, pid: number): UsageError =>
  new UsageError(
    `${directory} is in use by process ${pid}: stop that one, or give this one a directory of its own`,
  );

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Where the third field of `/proc/PID/stat` is, its state, once its name is cut off, and the time it started. */
const STATE = 0;
const STARTED = 19;

/**
 * A process, told from a later one of the same number by when it started (in containers the same numbers come again and
 * again); by its number alone where there is no /proc. `undefined` when it has ended, even if nobody has noticed yet.
 */
function identityOf(pid: number): string | undefined {
  if (!isThere(pid)) return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[STATE] === 'Z' ? undefined : `${pid} ${boot} ${fields[STARTED]}`;
  } catch {
    return `${pid}`;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === code;
