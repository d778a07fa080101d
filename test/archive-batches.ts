import type { Datum } from '../model/metric.ts';
import type { Result } from '../model/result.ts';

/** The first batch is of this time, the next ones each a second later. Epoch milliseconds. */
export const START = Date.parse('2026-11-21T12:00:00Z');

export const CHECKS = ['portfolio', 'orders', 'fix', 'site'] as const;

/** A batch has one result and one value of each check; those of the last check do not pass. */
export function batchNumber(number: number): { results: Result[]; datums: Datum[] } {
  const at = START + number * 1_000;
  return {
    results: CHECKS.map((check) => resultOf(check, at)),
    datums: CHECKS.map((check) => ({
      metric: 'duration',
      dimensions: { Check: check, Location: 'local' },
      value: number,
      at,
      resolution: 1,
    })),
  };
}

function resultOf(check: (typeof CHECKS)[number], at: number): Result {
  const time = new Date(at).toISOString();
  const state = check === 'site' ? 'failed' : 'passed';
  const seen = { startedAt: time, state, message: `at ${at}`, phases: { total: 12.5 }, lag: 0 } as const;
  return {
    ...seen,
    check,
    kind: 'http',
    target: 'https://example.com',
    location: 'local',
    scheduledAt: time,
    attempts: [{ ...seen, assertions: [], measurements: {} }],
    labels: { severity: 'critical' },
  };
}
