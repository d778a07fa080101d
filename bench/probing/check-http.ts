import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Cost, EXPECTED, sideBySide, TICKS_PER_SECOND, type Work } from './contender.ts';

const PROGRAM = '/usr/lib/nagios/plugins/check_http';

/** Whether Debian's monitoring-plugins-basic is there. */
export const hasCheckHttp = (): boolean => existsSync(PROGRAM);

/** A process for each probe, as Nagios and Icinga run it. It verifies no certificate: it has no option to. */
export async function checkHttp({ url, count }: Work): Promise<Cost> {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:' ? ['--ssl', '--sni'] : [];
  const options = ['-I', hostname, '-p', port, '-e', '200', '-r', EXPECTED.source, ...secure];
  const began = performance.now();
  const before = cpuOfChildren();
  const succeeded = await sideBySide(
    count,
    () => new Promise((resolve) => execFile(PROGRAM, options, (error) => resolve(error === null))),
  );
  return {
    cpuSeconds: cpuOfChildren() - before,
    seconds: (performance.now() - began) / 1_000,
    succeeded,
  };
}

/** Fields 16 and 17 of proc(5)'s stat: user and system time of the children that were waited for. */
function cpuOfChildren(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}
