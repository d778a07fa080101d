import { readFileSync } from 'node:fs';
import type { Exporter } from '../exporter.ts';
import { type Cost, sideBySide, TICKS_PER_SECOND, type Work } from './contender.ts';

/** What the exporter's own process spends on a piece of work. */
export const probeBy =
  ({ pid, probe }: Exporter) =>
  async ({ url, count }: Work): Promise<Cost> => {
    const began = performance.now();
    const before = cpuSecondsOf(pid);
    const succeeded = await sideBySide(count, async () => /^probe_success 1$/m.test(await probe(url)));
    const seconds = (performance.now() - began) / 1_000;
    return { cpuSeconds: cpuSecondsOf(pid) - before, seconds, succeeded };
  };

/** Fields 14 and 15 of proc(5)'s stat: user and system time of the process and its threads. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
