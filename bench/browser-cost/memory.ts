import { readFile } from 'node:fs/promises';
import { treeOf } from '../../probes/chromium/memory-watch.ts';

const KIB = 1_024;

/** What a process and all below it hold, bytes: memory that they share is counted once (PSS). Linux only. */
export async function memoryOf(pid: number): Promise<number> {
  const each = await Promise.all((await treeOf(pid)).map(pssOf));
  return each.reduce((sum, bytes) => sum + bytes, 0);
}

/** A process that ended meanwhile holds nothing. */
async function pssOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return KIB * Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
