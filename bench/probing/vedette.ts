import { runBatch } from '../../functions/runner/run-batch.ts';
import { certificate, http, status, text } from '../../index.ts';
import { datumsOf } from '../../model/check-metrics.ts';
import type { Reason } from '../../model/reason.ts';
import { dialer } from '../../probes/net/dial.ts';
import { checkOf, runnerPorts } from '../runner.ts';
import { CONCURRENCY, EXPECTED, type Work } from './contender.ts';

const BUDGET_MS = 120_000;

const probing = (url: string) => {
  const secure = url.startsWith('https:') ? [certificate.daysLeft.atLeast(7)] : [];
  return http('bench', {
    url,
    network: 'private',
    expect: [status.is(200), text.matches(EXPECTED), ...secure],
    thresholds: { degraded: '5s' },
  });
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
  const check = checkOf(probing(url));
  let passed = 0;
  await runBatch({
    jobs: Array.from({ length: count }, () => ({ check, dueAt: Date.now(), location: 'local' })),
    ports: runnerPorts({ dial: dialer({ extraRoots: [root] }) }),
    budgetMs: BUDGET_MS,
    concurrency,
    onResult: (result) => {
      if (result.reason) onReason?.(result.reason);
      if (result.state === 'passed' && datumsOf(check, result).length > 0) passed += 1;
    },
  });
  return passed;
}
