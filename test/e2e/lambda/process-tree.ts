import { readdirSync, readFileSync } from 'node:fs';

/** What a process and all that descend from it hold: memory that they share is counted once (PSS), in bytes. Linux only. */
export const memoryOf = (pid: number): number => treeOf(pid).reduce((sum, one) => sum + pssOf(one), 0);

/** A process and all that descend from it. Linux only. */
export function treeOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const tree = new Set([pid]);
  for (let size = 0; size < tree.size; ) {
    size = tree.size;
    for (const [child, parent] of parents) if (tree.has(parent)) tree.add(child);
  }
  return [...tree];
}

/** What follows the name, which may hold anything, in parentheses (proc(5), /proc/[pid]/stat). */
const parentOf = (pid: number): number | undefined => {
  const [, parent] = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? [];
  return parent === undefined ? undefined : Number(parent);
};

const KIB = 1_024;

const pssOf = (pid: number): number =>
  KIB * Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** A process may be gone before it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
