import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice } from '../../../model/incident/notice.ts';
import { ALARMS, CHECKS, QUOTES, REACH, SECOND } from '../../../test/desk.ts';
import { serving } from '../../../test/serving.ts';
import { NOON, resultOf } from '../../../test/watched.ts';

const incident = (key: string, changes: Partial<Incident> = {}): Incident => ({
  key,
  id: `${key}-1`,
  alarm: key,
  state: 'firing',
  openedAt: NOON,
  changedAt: NOON,
  reason: 'it failed',
  cause: 'breached',
  labels: { severity: 'critical', check: 'quotes' },
  description: '',
  arn: 'arn:aws:cloudwatch:local',
  via: ['local'],
  ...changes,
});

const notice = (id: string, changes: Partial<Notice> = {}): Notice => ({
  id: `${id}@slack`,
  receiver: 'slack',
  group: '',
  isDigest: false,
  entries: [{ key: 'k', id, state: 'firing' }],
  openedAt: NOON,
  flushedAt: NOON + 10 * SECOND,
  intervalMs: 0,
  repeatMs: 0,
  toldAt: NOON + 11 * SECOND,
  remindAt: 0,
  reminders: 0,
  isAcknowledged: false,
  ...changes,
});

describe('incidents', () => {
  const KEY = 'vedette/quotes/failed';
  const over = { state: 'resolved', resolvedAt: NOON + 60 * SECOND, resolution: 'recovered' } as const;

  async function told(options = {}) {
    const made = await serving({ checks: CHECKS, alarms: ALARMS, reach: REACH }, options);
    const { notifications: store } = made.twin.archive;
    const put = (shelf: Parameters<typeof store.put>[0], value: Incident | Notice, id: string) =>
      store.put(shelf, id, value, { version: 0 });
    await put('incidents', incident(KEY), KEY);
    await put('incidents', incident('other', { ...over, openedAt: NOON - 5 }), 'other');
    await put('incidents', incident('never-fired', { ...over, resolvedAt: NOON }), 'never-fired');
    await put(
      'history/incidents',
      incident(KEY, { ...over, id: 'before', openedAt: NOON - 99_000 }),
      'before',
    );
    await put('notices/slack', notice(`${KEY}-1`), 'a');
    const ended = {
      entries: [{ key: KEY, id: 'before', state: 'resolved' as const }],
      toldAt: NOON + 61 * SECOND,
    };
    await put('history/slack', notice('before', ended), 'b');
    await put('lanes', notice('x'), 'email');
    const failing = { event: 'opened', attempts: 3, since: NOON, notBefore: 0, isUncertain: false } as const;
    const { toldAt: _, ...untold } = notice(`${KEY}-1`, { receiver: 'email' });
    await put('notices/email', { ...untold, pending: { ...failing, problem: 'refused' } }, 'c');
    return made;
  }

  it('those that fire come first, with who was told when and who was not', async () => {
    const { get } = await told();
    const { json } = await get('/api/v1/incidents');
    expect(json).toMatchObject([
      {
        incident: { key: KEY, state: 'firing', reason: 'it failed' },
        told: [{ receiver: 'slack', event: 'opened', at: NOON + 11 * SECOND, isDigest: false }],
        untold: [{ receiver: 'email', event: 'opened', since: NOON, attempts: 3, problem: 'refused' }],
      },
      { incident: { key: 'other', state: 'resolved' }, told: [], untold: [] },
      {
        incident: { id: 'before', resolution: 'recovered' },
        told: [
          { receiver: 'slack', event: 'opened', at: NOON + 10 * SECOND },
          { receiver: 'slack', event: 'resolved', at: NOON + 61 * SECOND },
        ],
      },
    ]);
    expect((json as unknown[]).length).toBe(3);
    const keys = async (state: string) =>
      ((await get(`/api/v1/incidents?state=${state}`)).json as { incident: Incident }[]).length;
    expect(await Promise.all(['open', 'past', 'all'].map(keys))).toEqual([1, 2, 3]);
  });

  const HOUR = 3_600 * SECOND;

  it.each<[sentence: string, changes: Partial<Incident>, says: string | undefined]>([
    ['that fires has the latest', {}, 'status is 504'],
    ['that is over has the last before its end', over, 'status is 503'],
    ['of another time has none', { openedAt: NOON + 9 * HOUR }, undefined],
    ['of a check that is not heard of has none', { cause: 'missing' }, undefined],
    ['of no check has none', { labels: { severity: 'critical' } }, undefined],
  ])('in the words of the check: one %s', async (_sentence, changes, says) => {
    const { get, twin } = await serving({ checks: CHECKS, alarms: ALARMS, reach: REACH });
    for (const [at, state, message] of [
      [NOON, 'failed', 'status is 503'],
      [NOON + 30 * SECOND, 'passed', 'everything held'],
      [NOON + 90 * SECOND, 'failed', 'status is 504'],
    ] as const)
      await twin.take(resultOf(QUOTES, { at, state, message }));
    await twin.archive.notifications.put('incidents', KEY, incident(KEY, changes), { version: 0 });
    const [only] = (await get('/api/v1/incidents')).json as { says?: { message: string } }[];
    expect(only?.says?.message).toBe(says);
  });

  const acknowledged = { isAcknowledged: true, reminders: 2 };
  const pending = { event: 'resolved', attempts: 1, since: NOON, notBefore: 0, isUncertain: false } as const;

  it.each([
    ['a reminder', { reminders: 1 }, ['opened', 'reminded']],
    ['an acknowledgement', acknowledged, ['opened', 'acknowledged']],
    ['what is being told now, not yet', { ...acknowledged, pending }, ['opened']],
  ])('of what a receiver was told between, the last is known: %s', async (_name, changes, events) => {
    const { get, twin } = await serving({ checks: CHECKS, alarms: ALARMS, reach: REACH });
    const { notifications: store } = twin.archive;
    await store.put('incidents', KEY, incident(KEY), { version: 0 });
    await store.put('notices/slack', 'a', notice(`${KEY}-1`, { ...changes, isDigest: true, note: 'why' }), {
      version: 0,
    });
    const [only] = (await get('/api/v1/incidents')).json as { told: { event: string }[] }[];
    expect(only?.told.map(({ event }) => event)).toEqual(events);
    expect(only?.told[0]).toMatchObject({ receiver: 'slack', isDigest: true, note: 'why' });
  });

  it('a store that is away is told, and the server lives on', async () => {
    const { get, twin } = await told();
    twin.archive.notifications.list = () => Promise.reject(new Error('the store is away'));
    const error = 'it could not be answered: the store is away';
    expect(await get('/api/v1/incidents')).toMatchObject({ status: 500, json: { error } });
    expect((await get('/healthz')).status).toBe(200);
  });

  const PATH = `/api/v1/incidents/${encodeURIComponent(KEY)}/ack`;
  const TOKEN = 'a token for the desk';
  const json = { 'content-type': 'application/json' };
  const bearer = { ...json, authorization: `Bearer ${TOKEN}` };

  it('is acknowledged by who brings the token', async () => {
    const { ask, twin } = await told({ token: TOKEN });
    const reply = await ask('POST', PATH, { headers: bearer, body: '{"by":"ada"}' });
    expect(reply).toMatchObject({
      status: 200,
      json: { incident: { acknowledged: { at: NOON, by: 'ada' } } },
    });
    const kept = await twin.archive.notifications.get<Incident>('incidents', KEY);
    expect(kept?.value.acknowledged).toEqual({ at: NOON, by: 'ada' });
  });

  it.each([
    ['without a token on our side', {}, bearer, '{"by":"ada"}', PATH, 403],
    ['without a token', { token: TOKEN }, json, '{"by":"ada"}', PATH, 401],
    [
      'with another token',
      { token: TOKEN },
      { ...json, authorization: 'Bearer b' },
      '{"by":"ada"}',
      PATH,
      401,
    ],
    [
      'with half of it',
      { token: TOKEN },
      { ...json, authorization: `Bearer ${TOKEN.slice(0, 9)}` },
      '{}',
      PATH,
      401,
    ],
    [
      'of another origin',
      { token: TOKEN },
      { ...bearer, origin: 'https://evil.example' },
      '{"by":"a"}',
      PATH,
      403,
    ],
    [
      'of another site',
      { token: TOKEN },
      { ...bearer, 'sec-fetch-site': 'cross-site' },
      '{"by":"a"}',
      PATH,
      403,
    ],
    ['as a form', { token: TOKEN }, { ...bearer, 'content-type': 'text/plain' }, '{"by":"a"}', PATH, 415],
    ['by nobody', { token: TOKEN }, bearer, '{}', PATH, 400],
    ['on two lines', { token: TOKEN }, bearer, '{"by":"a\\nb"}', PATH, 400],
    ['without an object', { token: TOKEN }, bearer, '[]', PATH, 400],
    ['broken off', { token: TOKEN }, bearer, '{"by":', PATH, 400],
    ['with a body that is too large', { token: TOKEN }, bearer, `{"by":"${'a'.repeat(20_000)}"}`, PATH, 413],
    ['of what does not fire', { token: TOKEN }, bearer, '{"by":"a"}', '/api/v1/incidents/other/ack', 404],
  ])('an acknowledgement %s is refused', async (_name, options, headers, body, path, expected) => {
    const { ask, twin } = await told(options);
    expect((await ask('POST', path, { headers, body })).status).toBe(expected);
    const kept = await twin.archive.notifications.get<Incident>('incidents', KEY);
    expect(kept?.value.acknowledged).toBeUndefined();
  });
});
