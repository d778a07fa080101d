import type { Datum } from '../model/metric.ts';
import type { Result } from '../model/result.ts';

/** The first batch is of this time, the next ones each a minute later. Epoch milliseconds. */
export const START = Date.parse('2026-11-21T12:00:00Z');

export const BATCH_MS = 60_000;

const PASSING = ['portfolio', 'orders', 'fix'] as const;

/** How many results a batch has of each check that passes: so many that they are packed again and again. */
const OF_EACH = 10;

export const CHECKS = [...PASSING, 'site'] as const;

type CheckName = (typeof CHECKS)[number];

/** A batch has some results of each check that passes, one of the check that does not, and a value for each. */
export function batchNumber(number: number): { results: Result[]; datums: Datum[] } {
  const start = START + number * BATCH_MS;
  const passed = Array.from({ length: OF_EACH }, (_, index) =>
    PASSING.map((check) => resultOf(check, start + index * 1_000)),
  );
  const results = [...passed.flat(), resultOf('site', start)];
  return {
    results,
    datums: results.map(({ check, scheduledAt }) => ({
      metric: 'duration',
      dimensions: { Check: check, Location: 'local' },
      value: number,
      at: Date.parse(scheduledAt),
      resolution: 1,
    })),
  };
}

function resultOf(check: CheckName, at: number): Result {
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
