import { describe, expect, test } from 'vitest';
import { http, phase, satisfies } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import { datumsOf } from '../../model/check-metrics.ts';
import type { Result } from '../../model/result.ts';
import { checksOf } from '../../test/checks.ts';
import { type Ports, runAll } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import { lagMeter } from '../platform/lag.ts';

/** Another check of the batch, whose assertion keeps the event loop from everything else. */
const blocking = (url: string, ms: number) =>
  http('blocks', {
    url,
    expect: [
      satisfies('takes its time', () => {
        const until = performance.now() + ms;
        while (performance.now() < until);
        return true;
      }),
    ],
  });

/** Answers at once; `/later` only after the other check has begun to block. */
const target = () =>
  httpTarget((request, response) => {
    if (request.url === '/later') setTimeout(() => response.end('ok'), 5);
    else response.end('ok');
  });

const resultsOf = (results: readonly Result[], id: string) => results.filter(({ check }) => check === id);

const measured = (ports: Ports = {}): Ports => ({ lag: lagMeter(), ...ports });

const limited = (url: string): Definition[] => [
  http('failed-limit', { url: `${url}/later`, thresholds: { failed: '40ms' } }),
  http('degraded-limit', {
    url: `${url}/later`,
    thresholds: { degraded: { phase: 'total', above: '40ms' } },
  }),
  http('asserted', { url: `${url}/later`, expect: [phase('total').below('40ms')] }),
  http('timeout', { url: `${url}/later`, timeout: '100ms' }),
];

describe('an event loop that is blocked by another check', () => {
  test('for 500 ms shows in the lag; what was slow for it is not counted, and not published', async () => {
    const { url } = await target();
    const definitions = [blocking(url, 500), ...limited(url)];
    await runAll(definitions.slice(0, 1)); // loads what there is to load
    const results = await runAll(definitions, measured());
    const slow = results.filter(({ lag }) => lag > 400);
    expect(slow.length).toBeGreaterThan(1);
    for (const result of results) expect(['passed', 'errored']).toContain(result.state);
    const [unreliable] = results.filter((result) => result.unreliable);
    expect(unreliable?.message).toMatch(/; not counted, because our own event loop was late by \d+ms$/);
    const check = checksOf(...definitions).find(({ id }) => id === unreliable?.check);
    const told = check && unreliable ? datumsOf(check, unreliable).map(({ metric }) => metric) : [];
    expect(told).toContain('failed');
    expect(told).not.toContain('duration');
  });

  test("is never the target's fault, a thousand times (250 rounds of four checks)", async () => {
    const { url } = await target();
    const definitions = [blocking(url, 60), ...limited(url)];
    let noticed = 0;
    for (let round = 0; round < 250; round++) {
      const results = await runAll(definitions, measured());
      for (const { state, message } of results) expect(['passed', 'errored'], message).toContain(state);
      noticed += results.filter(({ unreliable }) => unreliable).length;
    }
    expect(noticed).toBeGreaterThan(100);
  }, 60_000);

  test('is no excuse for a target that is slow by itself', async () => {
    const { url } = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), 300));
    const definition = http('slow', { url, thresholds: { failed: '100ms' } });
    const results = await runAll([blocking(url, 20), definition], measured());
    expect(resultsOf(results, 'slow')).toMatchObject([{ state: 'failed', reason: 'too_slow' }]);
  });
});
