import { noArtifacts } from '../functions/platform/artifacts.ts';
import { systemClock } from '../functions/platform/clock.ts';
import { lagMeter } from '../functions/platform/lag.ts';
import { probeMemory } from '../functions/platform/memory.ts';
import { environmentSecrets } from '../functions/platform/secrets.ts';
import type { RunnerPorts } from '../functions/runner/attempt.ts';
import { gates } from '../functions/runner/gate.ts';
import { runCheck } from '../functions/runner/run-check.ts';
import type { Exchange } from '../local/demo/exchange.ts';
import { DEMO_SECRETS } from '../local/demo/secrets.ts';
import type { Check } from '../model/check.ts';
import type { Result } from '../model/result.ts';
import { loadProbe } from '../probes/load.ts';
import { dialer } from '../probes/net/dial.ts';

/** Runs one check as a machine does that has this demo exchange: its authority is trusted, its password known. */
export function probeExchange(
  { authority }: Exchange,
  check: Check,
  more: Partial<RunnerPorts> = {},
): Promise<Result> {
  const ports: RunnerPorts = {
    clock: systemClock,
    dial: dialer({ extraRoots: [authority] }),
    secrets: environmentSecrets(DEMO_SECRETS),
    loadProbe,
    gates: gates(),
    lag: lagMeter(),
    memory: probeMemory(),
    artifacts: noArtifacts,
    ...more,
  };
  return runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
}
