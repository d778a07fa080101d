import type { Datum } from '../../model/metric.ts';
import type { Result, State } from '../../model/result.ts';

export const CHECKS = 100;

/** Of so many results one does not pass: worse than a good month. */
const BAD_ONE_IN = 500;

/** Numbers that look like chance and are the same each time, 0 to below 1. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export const idOf = (check: number): string => `team-${check % 9}.check-${check}`;

/** One result of each check, due at a time, as a fast service gives them: phases in microseconds, all different. */
export function roundAt(
  at: number,
  random: () => number,
  checks = CHECKS,
): { results: Result[]; datums: Datum[] } {
  const results = Array.from({ length: checks }, (_, n) => resultAt(at, idOf(n), random));
  return { results, datums: results.flatMap((result) => datumsAt(at, result)) };
}

const ms = (random: () => number, most: number): number => Math.round(random() * most * 1_000) / 1_000;

function resultAt(at: number, check: string, random: () => number): Result {
  const state: State = random() < 1 / BAD_ONE_IN ? 'failed' : 'passed';
  const parts = { dns: ms(random, 3), connect: ms(random, 20), tls: ms(random, 30), ttfb: ms(random, 90) };
  const total = Math.round(Object.values(parts).reduce((sum, part) => sum + part, 0) * 1_000) / 1_000;
  const seen = {
    startedAt: new Date(at + Math.floor(random() * 20)).toISOString(),
    state,
    message: state === 'passed' ? 'everything held' : 'expected status 200, got 503 from edge',
    phases: { ...parts, transfer: ms(random, 2), total },
    lag: ms(random, 2),
  };
  const { evidence, reason } = WHEN_BAD;
  return {
    ...seen,
    check,
    kind: 'http',
    target: `https://${check}.example.com/v1/portfolio`,
    location: 'local',
    scheduledAt: new Date(at).toISOString(),
    ...(state !== 'passed' && { reason }),
    attempts: [
      {
        ...seen,
        assertions: [],
        measurements: { status: 200, bytes: 512 },
        ...(state !== 'passed' && { reason, evidence }),
      },
    ],
    labels: { severity: 'critical', team: 'platform', category: 'api' },
  };
}

const WHEN_BAD = {
  reason: 'unexpected_status',
  evidence: {
    status: 503,
    address: '192.0.2.17',
    headers: { 'content-type': 'application/json', server: 'edge', 'retry-after': '30' },
    body: JSON.stringify({ error: 'upstream is away', trace: '4bf92f3577b34da6a3ce929d0e0e4736' }),
  },
} as const;

function datumsAt(at: number, { check, state, phases }: Result): Datum[] {
  const common = { dimensions: { Check: check, Location: 'local' }, at, resolution: 1 } as const;
  return [
    { ...common, metric: 'failed', value: Number(state === 'failed') },
    ...(state === 'failed' ? [] : [{ ...common, metric: 'duration', value: phases.total ?? 0 } as const]),
  ];
}
