import { noArtifacts } from '../functions/platform/artifacts.ts';
import { systemClock } from '../functions/platform/clock.ts';
import { lagMeter } from '../functions/platform/lag.ts';
import { probeMemory } from '../functions/platform/memory.ts';
import type { RunnerPorts } from '../functions/runner/attempt.ts';
import { gates } from '../functions/runner/gate.ts';
import type { Check, Definition } from '../model/check.ts';
import { project } from '../model/project.ts';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';
import { loadProbe } from '../probes/load.ts';
import { dialer } from '../probes/net/dial.ts';

/** What the runner wants of the world, as a machine has it that knows no secret. */
export const runnerPorts = ({ dial = dialer(), ...more }: Partial<RunnerPorts> = {}): RunnerPorts => ({
  clock: systemClock,
  dial,
  secrets: async () => '',
  loadProbe,
  gates: gates(),
  lag: lagMeter(),
  memory: probeMemory(),
  artifacts: noArtifacts,
  ...more,
});

/** The one check that a definition comes to. Throws when the definition is invalid. */
export function checkOf(definition: Definition): Check {
  const [check] = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds).checks;
  if (!check) throw new Error('the definition of the bench is invalid');
  return check;
}
