/** Our own contender: a batch through the runner, as many at once as the burst has. */

import { Gate, gates } from '../../functions/runner/gate.ts';
import { runBatch } from '../../functions/runner/run-batch.ts';
import { http } from '../../index.ts';
import { dialer } from '../../probes/net/dial.ts';
import { answering } from '../child.ts';
import { checkOf, runnerPorts } from '../runner.ts';
import type { Burst, Told } from './contender.ts';

const BUDGET_MS = 60_000;

async function burst({ url, root, count, ungated = false }: Burst): Promise<Told> {
  const check = checkOf(http('burst', { url, network: 'private' }));
  const durations: number[] = [];
  const began = performance.now();
  await runBatch({
    jobs: Array(count).fill({ check, dueAt: Date.now(), location: 'local' }),
    ports: runnerPorts({
      dial: dialer({ extraRoots: [root] }),
      gates: ungated ? { ...gates(), light: new Gate({ permits: Number.POSITIVE_INFINITY }) } : gates(),
    }),
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
