/** Our own contender: one check through the runner. */

import { runCheck } from '../../functions/runner/run-check.ts';
import { http, text } from '../../index.ts';
import { loadProbe } from '../../probes/load.ts';
import { type Dial, type DialRequest, dialer } from '../../probes/net/dial.ts';
import { answering } from '../child.ts';
import { checkOf, runnerPorts } from '../runner.ts';
import { type Attack, BUDGET_S, EXPECTED, type Outcome, peakMbOf } from './contender.ts';

/** The target is let through although it is on loopback, as if it were a public host; all else is guarded as always. */
function asPublic(port: number, real: Dial): Dial {
  const dial = (request: DialRequest) =>
    real({ ...request, network: request.port === port ? 'private' : request.network });
  return Object.assign(dial, { resolve: real.resolve, secure: real.secure });
}

answering(async ({ url, root }: Attack): Promise<Outcome> => {
  const definition = http('hostile', { url, timeout: `${BUDGET_S}s`, expect: [text.matches(EXPECTED)] });
  const check = checkOf(definition);
  const ports = runnerPorts({
    dial: asPublic(Number(new URL(url).port), dialer({ extraRoots: [root] })),
  });
  await loadProbe(check.kind); // a cold start is another benchmark's
  const began = performance.now();
  const job = { check, dueAt: Date.now(), location: 'local' };
  const { state, reason } = await runCheck(job, ports, new AbortController().signal);
  return {
    verdict: [state, reason].filter((part) => part).join(' '),
    ms: performance.now() - began,
    peakMb: peakMbOf(process.pid),
  };
});
