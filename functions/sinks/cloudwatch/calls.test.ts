import { expect, test } from 'vitest';
import type { Check, Every } from '../../../model/check.ts';
import { datumsOf } from '../../../model/check-metrics.ts';
import { type Datum, selfDatum } from '../../../model/metric.ts';
import { plan } from '../../../model/plan.ts';
import type { Result } from '../../../model/result.ts';
import { http } from '../../../probes/http/check.ts';
import { checksOf, LOCATION } from '../../../test/checks.ts';
import { virtualClock } from '../../../test/fakes/clock.ts';
import { FakeCloudWatch } from '../../../test/fakes/cloudwatch.ts';
import { cloudWatchSink } from './sink.ts';

const MINUTE = Date.parse('2026-11-21T12:00:00Z') / 1_000;

const many = (count: number, every: Every): Check[] =>
  checksOf(
    ...Array.from({ length: count }, (_, index) =>
      http(`check-${index}`, { url: 'https://exchange.example.com/', every, timeout: '1s' }),
    ),
  );

/** What a passed probe that was due then says: two datums, since these checks publish two metrics. */
function passed(check: Check, at: number): Datum[] {
  const phases = { total: 100 + (at % 60) };
  const scheduledAt = new Date(at * 1_000).toISOString();
  const attempt = { state: 'passed', phases, measurements: {} };
  const result = { check: check.id, location: LOCATION, scheduledAt, state: 'passed', attempts: [attempt] };
  return datumsOf(check, result as unknown as Result);
}

/** The calls that the probes of one minute make, one invocation a batch. */
async function callsOfMinute(checks: readonly Check[]): Promise<{ results: number; calls: number }> {
  const clock = virtualClock(MINUTE * 1_000);
  const cloudwatch = new FakeCloudWatch({ clock });
  const sink = cloudWatchSink({ cloudwatch, clock, random: Math.random });
  const byId = new Map(checks.map((check) => [check.id, check]));
  const batches = plan({ checks, at: MINUTE, location: LOCATION });
  for (const { runs } of batches) {
    const datums = runs.flatMap(({ check, at }) => passed(byId.get(check) as Check, at));
    const counts = (['executed', 'errored', 'dropped', 'undelivered'] as const).map((metric) =>
      selfDatum(metric, 0, LOCATION, MINUTE * 1_000),
    );
    await sink.deliver([...datums, ...counts]);
  }
  return { results: batches.reduce((sum, { runs }) => sum + runs.length, 0), calls: cloudwatch.calls.length };
}

test.each<[string, number, Every, number]>([
  ['10,000 checks a minute each', 10_000, '1m', 105],
  ['1,667 checks every 10 seconds', 1_667, '10s', 108],
])(
  'the invocations of a minute make one call a batch for 10,000 results: %s',
  async (_sentence, count, every, expected) => {
    const { results, calls } = await callsOfMinute(many(count, every));
    expect(results).toBeGreaterThanOrEqual(10_000);
    expect(calls).toBe(expected);
  },
);

test.each([
  ['of 10,000 checks, two metrics each', 10_000, 20],
  ['of 1,000 checks, ten each in the same minute', 1_000, 2],
  ['of 100 checks, a hundred each in the same minute', 100, 1],
])('10,000 results at once: %s', async (_sentence, count, calls) => {
  const clock = virtualClock(MINUTE * 1_000);
  const cloudwatch = new FakeCloudWatch({ clock });
  const sink = cloudWatchSink({ cloudwatch, clock, random: Math.random });
  const checks = many(count, '1m');
  const times = Array.from({ length: 10_000 / count }, (_, index) => MINUTE + (index % 60));
  const datums = checks.flatMap((check) => times.flatMap((at) => passed(check, at)));
  expect(await sink.deliver(datums)).toEqual({ delivered: 20_000, spooled: 0, lost: 0 });
  expect(cloudwatch.calls).toHaveLength(calls);
});
