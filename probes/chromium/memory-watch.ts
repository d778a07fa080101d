import { readFile } from 'node:fs/promises';

/** How often it is looked. Between two looks a page can take about 500 MB, no more: the processor does not write faster. */
const LOOK_MS = 250;

const KIB = 1_024;

export interface MemoryWatch {
  readonly end: () => void;
}

interface WatchOptions {
  /** The first process of the tree. */
  readonly pid: number;
  /** Bytes. */
  readonly limit: number;
  /** Told once. */
  readonly onExceeded: () => void;
}

/** Looks at the memory of a process tree until it is ended. Does nothing where there is no `/proc`. */
export function watchMemory({ pid, limit, onExceeded }: WatchOptions): MemoryWatch {
  const timer = setInterval(async () => {
    if ((await treeMemory(pid)) <= limit) return;
    clearInterval(timer);
    onExceeded();
  }, LOOK_MS);
  timer.unref();
  return { end: () => clearInterval(timer) };
}

/** Bytes that the processes of a tree hold for themselves: what they share, such as the program, is not counted. 0 for none. */
export async function treeMemory(pid: number): Promise<number> {
  const pids = await treeOf(pid);
  const each = await Promise.all(pids.map(memoryOf));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

async function memoryOf(pid: number): Promise<number> {
  const status = await read(`/proc/${pid}/status`);
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KIB;
}

/** A process and all below it. */
export async function treeOf(pid: number): Promise<number[]> {
  const children = (await read(`/proc/${pid}/task/${pid}/children`)).trim();
  const below = children === '' ? [] : children.split(' ').map(Number);
  return [pid, ...(await Promise.all(below.map(treeOf))).flat()];
}

/** A process that ended meanwhile has nothing to say. */
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
