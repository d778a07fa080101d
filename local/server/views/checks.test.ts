import { describe, expect, it } from 'vitest';
import { ALARMS, CHECKS, QUOTES, REACH, SECOND } from '../../../test/desk.ts';
import { serving } from '../../../test/serving.ts';
import { NOON, resultOf } from '../../../test/watched.ts';

describe('a check', () => {
  it('in short: its state, what it found, its past, its alarms that fire and when it runs next', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS });
    const failure = {
      state: 'failed',
      reason: 'server_error',
      message: 'status is 500',
      phases: { dns: 1 },
    } as const;
    await twin.take(resultOf(QUOTES, { ...failure, at: NOON - 60 * SECOND }));
    await get('/api/v1/checks');
    await twin.take(resultOf(QUOTES));
    await twin.change({ alarm: 'vedette/quotes/failed', state: 'ALARM', at: NOON, reason: 'it failed' });
    const [first, , , off] = (await get('/api/v1/checks')).json as Record<string, unknown>[];
    expect(first).toMatchObject({
      id: 'quotes',
      kind: 'http',
      target: 'GET https://a.example/quotes',
      area: 'data',
      phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
      state: 'passed',
      latest: { state: 'passed', message: 'everything held', location: 'local', attempts: 1 },
      nextAt: NOON + 10 * SECOND,
      recent: [
        { at: NOON - 60 * SECOND, state: 'failed' },
        { at: NOON, state: 'passed', ms: 15 },
      ],
      lastTrouble: {
        at: NOON - 60 * SECOND,
        state: 'failed',
        reason: 'server_error',
        message: 'status is 500',
      },
      p50: 15,
      p95: 15,
      firing: ['vedette/quotes/failed'],
    });
    expect(first).not.toHaveProperty('spec');
    expect(off).toMatchObject({ id: 'old', state: 'off', recent: [], firing: [] });
    expect(off).not.toHaveProperty('nextAt');
  });

  it('has no more of its past than a bar has segments', async () => {
    const { twin, get } = await serving({ checks: CHECKS });
    for (let n = 0; n < 95; n++) await twin.take(resultOf(QUOTES, { at: NOON + n * SECOND }));
    const before = (await get('/api/v1/checks')).json as { recent: { at: number }[] }[];
    await twin.take(resultOf(QUOTES, { at: NOON + 95 * SECOND }));
    const after = (await get('/api/v1/checks')).json as { recent: { at: number }[] }[];
    expect(before[0]?.recent.map(({ at }) => (at - NOON) / SECOND)).toEqual(
      Array.from({ length: 90 }, (_, n) => n + 5),
    );
    expect(after[0]?.recent.map(({ at }) => (at - NOON) / SECOND)).toEqual(
      Array.from({ length: 90 }, (_, n) => n + 6),
    );
  });

  it('in full: its definition, alarms with their thresholds, changes and results', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS, reach: REACH });
    await twin.take(resultOf(QUOTES));
    await twin.change({ alarm: 'vedette/quotes/failed', state: 'OK', at: NOON, reason: 'it passes' });
    await twin.change({ alarm: 'vedette/name/failed', state: 'OK', at: NOON, reason: 'it passes' });
    const { json } = await get('/api/v1/checks/quotes');
    expect(json).toMatchObject({
      check: {
        id: 'quotes',
        everyMs: 60_000,
        thresholds: { degraded: [{ phase: 'server', above: '500ms' }] },
      },
      summary: { id: 'quotes', state: 'passed' },
      alarms: [
        { alarm: { threshold: 1, window: { failures: 2, of: 3 } }, change: { state: 'OK' }, reach: REACH },
        { alarm: { name: 'vedette/quotes/failed/part' }, reach: [] },
      ],
      changes: [{ alarm: 'vedette/quotes/failed' }],
      results: [{ check: 'quotes', state: 'passed' }],
    });
    expect(await get('/api/v1/checks/quote')).toMatchObject({
      status: 404,
      json: { error: `there is no check "quote"; did you mean 'quotes'?` },
    });
  });

  it('its results come latest first, before a moment, and only bad ones when asked', async () => {
    const { twin, get } = await serving({ checks: CHECKS });
    for (let n = 0; n < 6; n++) {
      const bad = { state: 'failed', reason: 'too_slow', message: 'slow' } as const;
      await twin.take(resultOf(QUOTES, { at: NOON + n * SECOND, ...(n % 2 && bad) }));
    }
    const at = async (query: string) => {
      const { json } = await get(`/api/v1/checks/quotes/results${query}`);
      return (json as { scheduledAt: string }[]).map(
        ({ scheduledAt }) => (Date.parse(scheduledAt) - NOON) / SECOND,
      );
    };
    expect(await at('')).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await at('?limit=2')).toEqual([5, 4]);
    expect(await at(`?before=${NOON + 4 * SECOND}&bad=true`)).toEqual([3, 1]);
    expect(await at('?before=2026-11-21T12:00:02Z')).toEqual([1, 0]);
  });

  it('its metrics come in steps, by default the finest that fits', async () => {
    const { twin, get } = await serving({ checks: CHECKS });
    for (const n of [0, 20, 70])
      await twin.take(resultOf(QUOTES, { at: NOON + n * SECOND, phases: { total: 10 + n } }));
    const to = NOON + 3_600 * SECOND;
    const { json } = await get(`/api/v1/checks/quotes/series?from=${NOON}&to=${to}`);
    expect(json).toEqual({
      metric: 'duration',
      unit: 'Milliseconds',
      location: 'local',
      from: NOON,
      to,
      stepSeconds: 60,
      points: [
        { at: NOON, count: 2, sum: 40, min: 10, max: 30 },
        { at: NOON + 60 * SECOND, count: 1, sum: 80, min: 80, max: 80 },
      ],
    });
    const steps = [1, 2, 6, 50].map(async (days) => {
      const asked = await get(
        `/api/v1/checks/quotes/series?metric=failed&from=${to - days * 86_400_000}&to=${to}`,
      );
      return (asked.json as { stepSeconds: number }).stepSeconds;
    });
    expect(await Promise.all(steps)).toEqual([60, 300, 3_600, 3_600]);
  });

  it.each([
    ['checks?limt=3', 'there is no parameter "limt"; it takes none'],
    ['inbox?limt=3', `there is no parameter "limt"; did you mean 'limit'?`],
    ['inbox?limit=0', 'limit is "0"; write a whole number from 1 to 1000'],
    ['inbox?limit=1e2', 'limit is "1e2"; write a whole number from 1 to 1000'],
    ['inbox?limit=1&limit=2', 'limit is given twice'],
    ['checks/quotes/results?bad=yes', 'bad is "yes"; write true or false'],
    ['checks/quotes/results?before=noon', /^before is "noon"; write epoch milliseconds/],
    [
      'checks/quotes/series?metric=certificateDays',
      /^this check does not publish certificateDays; it has failed, /,
    ],
    ['checks/quotes/series?metric=planned', /^this check does not publish planned; it has failed, /],
    ['checks/quotes/series?from=5&to=5', 'to is not after from'],
    ['checks/quotes/series?from=0&to=1000000000000', /^from and to are more than 1440 steps apart/],
    ['checks/quotes/series?step=10', 'step is "10"; write one of 60, 300, 3600'],
    ['incidents?state=closed', 'state is "closed"; write one of open, past, all'],
    [`alarm-changes?alarm=${'a'.repeat(301)}`, /at most 300 characters$/],
  ])('%s is refused in one clear line', async (path, error) => {
    const { get } = await serving({ checks: CHECKS });
    const line = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(await get(`/api/v1/${path}`)).toMatchObject({ status: 400, json: { error: line } });
  });
});
