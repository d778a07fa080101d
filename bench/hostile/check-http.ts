import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Attack, BUDGET_S, EXPECTED, type Outcome, peakMbOf } from './contender.ts';

const PROGRAM = '/usr/lib/nagios/plugins/check_http';

export const CHECK_HTTP_FIX = 'apt-get install monitoring-plugins-basic';

export const isCheckHttpInstalled = (): boolean => existsSync(PROGRAM);

/** Its own time limit does not hold while it reads: after twice the budget it is ended. */
const END_MS = 2 * BUDGET_S * 1_000;

/** Its memory is looked at this often, in milliseconds: it ends with its verdict. */
const LOOK_MS = 2;

export async function byCheckHttp({ url }: Attack): Promise<Outcome> {
  const { hostname, port, protocol } = new URL(url);
  const tls = protocol === 'https:' ? ['-S', '--sni'] : [];
  const where = ['-I', '127.0.0.1', '-H', hostname, '-p', port, '-u', '/', ...tls];
  const began = performance.now();
  const child = spawn(PROGRAM, [...where, '-t', String(BUDGET_S), '-f', 'follow', '-r', EXPECTED.source], {
    stdio: 'ignore',
    timeout: END_MS,
    killSignal: 'SIGKILL',
  });
  let peakMb = 0;
  const look = () => {
    peakMb = Math.max(peakMb, peakMbOf(child.pid ?? 0) || 0);
  };
  const timer = setInterval(look, LOOK_MS);
  const status = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  const verdict = status === null ? 'did not end, was killed' : status === 0 ? 'PASSED' : 'failed';
  return { verdict, ms: performance.now() - began, peakMb };
}
