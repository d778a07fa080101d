import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type LoadedProject, loadProject, readProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';
import { freshImport, TEMPORARY } from './fresh-import.ts';

/** Where a module and what it imports are read from. */
interface Sources {
  /** Absolute paths. */
  readonly files: ReadonlySet<string>;
}

/** What a checks' file says now: the project, or in one line what is wrong with it. */
export type Read = Sources &
  (
    | { readonly loaded: LoadedProject; readonly problem?: never }
    | { readonly loaded?: never; readonly problem: string }
  );

/** The project of a checks' file, and where it was read from; warnings go to stderr. Throws as `loadProject` does. */
export async function openDefinitions(file: string): Promise<Sources & { readonly loaded: LoadedProject }> {
  const files = new Set([resolve(file)]);
  return { loaded: await loadProject(file, anew(files)), files };
}

/** Reads a checks' file again, with all that it imports. Throws only what is our own fault. */
export async function readDefinitions(file: string): Promise<Read> {
  const files = new Set([resolve(file)]);
  try {
    const { findings: _, ...loaded } = await readProject(file, anew(files));
    return { loaded, files };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { problem: oneLine(error.message), files };
  }
}

const anew = (files: Set<string>) => freshImport((file) => files.add(file));

function oneLine(message: string): string {
  const [first = '', ...more] = message.split('\n');
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}

interface FollowOptions extends Sources {
  readonly file: string;
  readonly onRead: (read: Read) => Promise<void>;
  readonly signal: AbortSignal;
}

/** An editor writes a file in several steps, and several files one after the other. */
const SETTLE_MS = 200;

/** Reads the definitions again whenever one of their files below the checks' folder changes, until the signal aborts. */
export function followDefinitions({ file, files, onRead, signal }: FollowOptions): void {
  const root = dirname(resolve(file));
  const watchers = new Map<string, FSWatcher>();
  let known = files;
  let isWrong = false;
  let timer: NodeJS.Timeout | undefined;
  const again = async () => {
    const read = await readDefinitions(file);
    isWrong = read.loaded === undefined;
    known = isWrong ? new Set([...known, ...read.files]) : read.files;
    watchAll();
    if (!signal.aborted) await onRead(read);
  };
  const changed = (path: string) => {
    // What is wrong may be a file that is not there yet.
    if (!known.has(path) && !(isWrong && isSource(path))) return;
    clearTimeout(timer);
    timer = setTimeout(() => void again(), SETTLE_MS);
  };
  const watchAll = () => {
    for (const folder of foldersOf(known, root)) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, (_, name) => name !== null && changed(join(folder, name)));
      watchers.set(
        folder,
        watcher.on('error', () => watcher.close()),
      );
    }
  };
  watchAll();
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  });
}

const isSource = (path: string): boolean =>
  /\.([cm]?[jt]s|json)$/.test(path) && !TEMPORARY.test(basename(path));

/** A folder, not a file: an editor may put a new file in the place of the old one. */
const foldersOf = (files: ReadonlySet<string>, root: string): Set<string> =>
  new Set(
    [...files]
      .map(dirname)
      .filter((folder) => folder === root || folder.startsWith(`${root}/`))
      .filter(isOwn),
  );

const isOwn = (folder: string): boolean => !folder.includes('/node_modules');
