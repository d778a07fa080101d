import { systemClock } from '../functions/platform/clock.ts';
import { cloudWatchSink } from '../functions/sinks/cloudwatch/sink.ts';
import { http, project } from '../index.ts';
import type { Check } from '../model/check.ts';
import { datumsOf } from '../model/check-metrics.ts';
import { MAX_RUNS_PER_BATCH } from '../model/plan.ts';
import { resolve } from '../model/resolve.ts';
import type { Result } from '../model/result.ts';
import { kinds } from '../probes/kinds.ts';
import type { Benchmark, Row } from './benchmark.ts';

const RESULTS = 10_000;

/** How the results come: of how many checks, and so many in one delivery. */
const SHAPES = {
  'a batch at a time, as the probe function delivers': { checks: 10_000, together: MAX_RUNS_PER_BATCH.light },
  'all at once, each of another check': { checks: 10_000, together: RESULTS },
  'all at once, 100 of each check in a minute': { checks: 100, together: RESULTS },
};

export const publishing: Benchmark = {
  about: 'PutMetricData calls for 10,000 results of checks with two metrics',
  run: async () => Promise.all(Object.entries(SHAPES).map(([name, shape]) => rowOf(name, shape))),
};

async function rowOf(name: string, { checks, together }: { checks: number; together: number }): Promise<Row> {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const datums = checksOf(checks).flatMap((check) =>
    Array.from({ length: RESULTS / checks }, (_, n) => passed(check, minute, n)).flat(),
  );
  let calls = 0;
  const cloudwatch = {
    putMetricData: async () => {
      calls += 1;
    },
  };
  const sink = cloudWatchSink({ cloudwatch, clock: systemClock, random: Math.random });
  const each = (datums.length / RESULTS) * together;
  const before = process.cpuUsage();
  for (let from = 0; from < datums.length; from += each) await sink.deliver(datums.slice(from, from + each));
  const { user, system } = process.cpuUsage(before);
  return {
    name,
    value: calls,
    unit: 'calls',
    note: `${Math.round((user + system) / 1_000)} ms of CPU to merge`,
  };
}

function checksOf(count: number): readonly Check[] {
  const checks = Array.from({ length: count }, (_, n) => http(`check-${n}`, { url: 'https://example.com/' }));
  return resolve(project({ home: 'eu-west-1', checks, alarmStacks: 64 }), kinds).checks;
}

/** The datums of a probe that passed. */
function passed(check: Check, at: number, n: number) {
  const attempt = { state: 'passed', phases: { total: 100 + (n % 50) }, measurements: {} };
  const scheduledAt = new Date(at).toISOString();
  const result = {
    check: check.id,
    location: 'eu-west-1',
    scheduledAt,
    state: 'passed',
    attempts: [attempt],
  };
  return datumsOf(check, result as unknown as Result);
}
