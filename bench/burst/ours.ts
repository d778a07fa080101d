/** Our own contender: a batch through the runner, as many at once as the burst has. */

import { noArtifacts } from '../../functions/platform/artifacts.ts';
import { systemClock } from '../../functions/platform/clock.ts';
import { lagMeter } from '../../functions/platform/lag.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { Gate, gates } from '../../functions/runner/gate.ts';
import { runBatch } from '../../functions/runner/run-batch.ts';
import { http, project } from '../../index.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { answering } from '../child.ts';
import type { Burst, Told } from './contender.ts';

const BUDGET_MS = 60_000;

async function burst({ url, root, count, ungated = false }: Burst): Promise<Told> {
  const definition = http('burst', { url, network: 'private' });
  const { checks } = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds);
  const durations: number[] = [];
  const began = performance.now();
  await runBatch({
    jobs: checks.flatMap((check) => Array(count).fill({ check, dueAt: Date.now(), location: 'local' })),
    ports: {
      clock: systemClock,
      dial: dialer({ extraRoots: [root] }),
      loadProbe,
      secrets: async () => '',
      gates: ungated ? { ...gates(), light: new Gate({ permits: Number.POSITIVE_INFINITY }) } : gates(),
      lag: lagMeter(),
      memory: probeMemory(),
      artifacts: noArtifacts,
    },
    budgetMs: BUDGET_MS,
    concurrency: count,
    onResult: ({ state, message, phases }) => {
      if (state !== 'passed') throw new Error(message);
      durations.push(phases.total ?? Number.NaN);
    },
  });
  return { durations, ms: performance.now() - began };
}

answering(burst);
