import { noArtifacts } from '../../functions/platform/artifacts.ts';
import { systemClock } from '../../functions/platform/clock.ts';
import { lagMeter } from '../../functions/platform/lag.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { gates } from '../../functions/runner/gate.ts';
import { runBatch } from '../../functions/runner/run-batch.ts';
import { certificate, http, project, status, text } from '../../index.ts';
import { datumsOf } from '../../model/metric.ts';
import type { Reason } from '../../model/reason.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { CONCURRENCY, EXPECTED, type Work } from './contender.ts';

const BUDGET_MS = 120_000;

const checkOf = (url: string) => {
  const secure = url.startsWith('https:') ? [certificate.daysLeft.atLeast(7)] : [];
  const definition = http('bench', {
    url,
    network: 'private',
    expect: [status.is(200), text.matches(EXPECTED), ...secure],
    thresholds: { degraded: '5s' },
  });
  return resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds).checks[0];
};

interface Probing extends Work {
  /** @default 50 */
  readonly concurrency?: number;
  /** Told why a probe did not pass. */
  readonly onReason?: (reason: Reason) => void;
}

/** Our own contender: the runner, the probe with all its phases, the assertions, the result and its datums. */
export async function probeAll({
  url,
  root,
  count,
  concurrency = CONCURRENCY,
  onReason,
}: Probing): Promise<number> {
  const check = checkOf(url);
  if (!check) throw new Error('the definition of the bench is invalid');
  let passed = 0;
  await runBatch({
    jobs: Array.from({ length: count }, () => ({ check, dueAt: Date.now(), location: 'local' })),
    ports: {
      clock: systemClock,
      dial: dialer({ extraRoots: [root] }),
      loadProbe,
      gates: gates(),
      lag: lagMeter(),
      memory: probeMemory(),
      artifacts: noArtifacts,
      secrets: async () => '',
    },
    budgetMs: BUDGET_MS,
    concurrency,
    onResult: (result) => {
      if (result.reason) onReason?.(result.reason);
      if (result.state === 'passed' && datumsOf(check, result).length > 0) passed += 1;
    },
  });
  return passed;
}
