import { describe, expect, test } from 'vitest';
import { certificate, http } from '../../index.ts';
import type { Result } from '../../model/result.ts';
import { checksOf } from '../../test/checks.ts';
import { runnerPorts } from '../../test/probing.ts';
import { httpsTarget, httpTarget, localCertificate, tcpTarget } from '../../test/targets.ts';
import { systemClock } from '../platform/clock.ts';
import { runBatch } from './run-batch.ts';

const HOUR_MS = 3_600_000;

/** A wall clock that is set back or forth by an hour each time that somebody reads it. */
function jumping(by: number) {
  let readings = 0;
  return { ...systemClock, now: () => Date.now() + (readings++ % 2) * by };
}

const TIMEOUT_MS = 400;

describe.each([
  ['forth', HOUR_MS],
  ['back', -HOUR_MS],
])('a wall clock that jumps an hour %s during a check', (_way, by) => {
  test('changes no duration, no verdict and no deadline', async () => {
    const slow = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), 100));
    const secure = await httpsTarget((_request, response) => response.end('ok'), await localCertificate());
    const silent = await tcpTarget(() => {});
    const timeout = `${TIMEOUT_MS}ms` as const;
    const definitions = [
      http('slow', { url: slow.url, timeout, thresholds: { failed: '350ms' } }),
      http('secure', { url: secure.url, timeout, expect: [certificate.daysLeft.atLeast(89)] }),
      http('silent', { url: silent.url, timeout, retry: 'once' }),
    ];
    const results: Result[] = [];
    await runBatch({
      jobs: checksOf(...definitions).map((check) => ({ check, dueAt: Date.now(), location: 'local' })),
      ports: { ...(await runnerPorts({})), clock: jumping(by) },
      budgetMs: 10_000,
      onResult: (result) => results.push(result),
    });
    const told = Object.fromEntries(results.map(({ check, state, reason }) => [check, reason ?? state]));
    expect(told).toEqual({ slow: 'passed', secure: 'passed', silent: 'response_timeout' });
    for (const { phases } of results.flatMap(({ attempts }) => attempts))
      for (const ms of Object.values(phases)) {
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThan(TIMEOUT_MS + 100);
      }
    expect(results.find(({ check }) => check === 'slow')?.phases.ttfb).toBeGreaterThan(95);
  });
});

test("a certificate's days are counted by the wall clock", async () => {
  const { url } = await httpsTarget((_request, response) => response.end('ok'), await localCertificate());
  const checks = checksOf(http('days', { url, expect: [certificate.daysLeft.atLeast(80)] }));
  const verdicts: unknown[] = [];
  for (const days of [0, 9, 11]) {
    const clock = { ...systemClock, now: () => Date.now() + days * 24 * HOUR_MS };
    await runBatch({
      jobs: checks.map((check) => ({ check, dueAt: Date.now(), location: 'local' })),
      ports: { ...(await runnerPorts({})), clock },
      budgetMs: 10_000,
      onResult: ({ state, reason }) => verdicts.push(reason ?? state),
    });
  }
  expect(verdicts).toEqual(['passed', 'passed', 'certificate_expiring']);
});
