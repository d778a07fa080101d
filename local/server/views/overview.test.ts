import { describe, expect, it } from 'vitest';
import { ALARMS, CHECKS, NAME, QUOTES, REACH, SECOND } from '../../../test/desk.ts';
import { serving } from '../../../test/serving.ts';
import { NOON, resultOf } from '../../../test/watched.ts';

describe('the overview', () => {
  it('has one score for each area: the label area, else the category, else the kind', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS }, { home: 'eu-west-1' });
    await twin.take(resultOf(QUOTES, { state: 'degraded', reason: 'too_slow', message: 'slow' }));
    await twin.take(resultOf(NAME));
    const { json } = await get('/api/v1/overview');
    const none = { passed: 0, degraded: 0, failed: 0, errored: 0, waiting: 0, off: 0 };
    expect(json).toMatchObject({
      now: NOON,
      startedAt: NOON,
      home: 'eu-west-1',
      health: { score: 75, checks: { ...none, passed: 1, degraded: 1, waiting: 1, off: 1 } },
      alarmsFiring: 0,
      incidentsOpen: 0,
      canAcknowledge: false,
      isDemo: false,
      checks: [{ id: 'quotes' }, { id: 'name' }, { id: 'site' }, { id: 'old' }],
    });
    expect((json as { areas: unknown }).areas).toEqual([
      { area: 'data', score: 50, checks: { ...none, degraded: 1 } },
      { area: 'http', checks: { ...none, waiting: 1, off: 1 } },
      { area: 'network', score: 100, checks: { ...none, passed: 1 } },
    ]);
  });

  it('an errored check is our own fault and lowers no score', async () => {
    const { twin, get } = await serving({ checks: CHECKS });
    await twin.take(resultOf(QUOTES, { state: 'errored', reason: 'secret_missing', message: 'no secret' }));
    await twin.take(resultOf(NAME, { state: 'failed', reason: 'dns_timeout', message: 'late' }));
    expect((await get('/api/v1/overview')).json).toMatchObject({
      health: { score: 0, checks: { errored: 1 } },
    });
  });

  it('says what is wrong with ourselves, and counts only alarms that are told', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS });
    twin.wrong = 'broken';
    twin.archive.broken = 'the disk is full';
    for (const { name: alarm } of ALARMS.slice(0, 2)) {
      await twin.change({ alarm, state: 'ALARM', at: NOON, reason: 'it failed' });
    }
    expect((await get('/api/v1/overview')).json).toMatchObject({
      problem: 'broken',
      trouble: 'the disk is full',
      alarmsFiring: 1,
    });
  });
});

describe('what else is told', () => {
  it('the inbox, the changes of alarms, all alarms, and what runs next', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS, reach: REACH });
    const entry = { receiver: 'slack', at: NOON, subject: 's', text: 't' };
    await twin.archive.putInbox(entry);
    const change = { alarm: 'vedette/name/failed', state: 'ALARM', at: NOON, reason: 'it failed' } as const;
    await twin.change({ ...change, alarm: 'vedette/quotes/failed' });
    await twin.change(change);
    expect((await get('/api/v1/inbox?limit=5')).json).toEqual([entry]);
    expect((await get('/api/v1/alarm-changes?limit=1')).json).toEqual([change]);
    expect((await get('/api/v1/alarm-changes?alarm=vedette/name/failed')).json).toEqual([change]);
    expect((await get('/api/v1/alarms')).json).toMatchObject(
      ALARMS.map(({ name: one }) => ({ alarm: { name: one } })),
    );
    const at = NOON + 10 * SECOND;
    expect((await get('/api/v1/next?limit=2')).json).toEqual([
      { check: 'name', at },
      { check: 'quotes', at },
    ]);
  });
});
