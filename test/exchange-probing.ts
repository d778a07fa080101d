import { environmentSecrets } from '../functions/platform/secrets.ts';
import type { RunnerPorts } from '../functions/runner/attempt.ts';
import { runCheck } from '../functions/runner/run-check.ts';
import type { Exchange } from '../local/demo/exchange.ts';
import { DEMO_SECRETS } from '../local/demo/secrets.ts';
import type { Check } from '../model/check.ts';
import type { Result } from '../model/result.ts';
import { dialer } from '../probes/net/dial.ts';
import { machinePorts } from './probing.ts';

/** Runs one check as a machine does that has this demo exchange: its authority is trusted, its password known. */
export function probeExchange(
  { authority }: Exchange,
  check: Check,
  more: Partial<RunnerPorts> = {},
): Promise<Result> {
  const ports = machinePorts({
    dial: dialer({ extraRoots: [authority] }),
    secrets: environmentSecrets(DEMO_SECRETS),
    ...more,
  });
  return runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
}
