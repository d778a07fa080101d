import { describe, expect, it } from 'vitest';
import { dns, http, phase, secret, status, text } from '../../../index.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice } from '../../../model/incident/notice.ts';
import { metricAlarm } from '../../../test/alarms.ts';
import { checksOf } from '../../../test/checks.ts';
import { AT_ONCE } from '../../../test/notifier.ts';
import { hitsIn, secretValue } from '../../../test/planted.ts';
import { runAll } from '../../../test/probing.ts';
import { serving } from '../../../test/serving.ts';
import { httpTarget } from '../../../test/targets.ts';
import { NOON, resultOf } from '../../../test/watched.ts';

const DEFINED = [
  http('quotes', {
    url: 'https://a.example/quotes',
    thresholds: { degraded: phase('server').above('500ms') },
    labels: { area: 'data', team: 'market', category: 'feeds' },
  }),
  dns('name', { name: 'a.example', labels: { category: 'network' } }),
  http('site', { url: 'https://a.example/' }),
  http('old', { url: 'https://a.example/old', enabled: false }),
] as const;
const CHECKS = checksOf(...DEFINED);
const checkOf = (id: string) => CHECKS.find((check) => check.id === id) ?? CHECKS[0] ?? neverDefined();
const neverDefined = (): never => {
  throw new Error('no check');
};
const [quotes, name] = [checkOf('quotes'), checkOf('name')];

const ALARMS = [
  metricAlarm('vedette/quotes/failed', { check: 'quotes', labels: { check: 'quotes' } }),
  metricAlarm('vedette/quotes/failed/part', { check: 'quotes', isTold: false }),
  metricAlarm('vedette/name/failed', { check: 'name' }),
];
const REACH = [{ ...AT_ONCE, receiver: 'slack' }];

const SECOND = 1_000;

describe('the overview', () => {
  it('has one score for each area: the label area, else the category, else the kind', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS }, { home: 'eu-west-1' });
    await twin.take(resultOf(quotes, { state: 'degraded', reason: 'too_slow', message: 'slow' }));
    await twin.take(resultOf(name));
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
    await twin.take(resultOf(quotes, { state: 'errored', reason: 'secret_missing', message: 'no secret' }));
    await twin.take(resultOf(name, { state: 'failed', reason: 'dns_timeout', message: 'late' }));
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

describe('a check', () => {
  it('in short: its state, what it found, its past, its alarms that fire and when it runs next', async () => {
    const { twin, get } = await serving({ checks: CHECKS, alarms: ALARMS });
    const failure = {
      state: 'failed',
      reason: 'server_error',
      message: 'status is 500',
      phases: { dns: 1 },
    } as const;
    await twin.take(resultOf(quotes, { ...failure, at: NOON - 60 * SECOND }));
    await get('/api/v1/checks');
    await twin.take(resultOf(quotes));
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
    for (let n = 0; n < 95; n++) await twin.take(resultOf(quotes, { at: NOON + n * SECOND }));
    const before = (await get('/api/v1/checks')).json as { recent: { at: number }[] }[];
    await twin.take(resultOf(quotes, { at: NOON + 95 * SECOND }));
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
    await twin.take(resultOf(quotes));
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
      await twin.take(resultOf(quotes, { at: NOON + n * SECOND, ...(n % 2 && bad) }));
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
      await twin.take(resultOf(quotes, { at: NOON + n * SECOND, phases: { total: 10 + n } }));
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
    ['checks/quotes/series?metric=planned', /^metric is "planned"; write one of failed, /],
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

it('planted secrets are in no answer', async () => {
  const secrets = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}`, secretValue(`${n}`)]));
  const { url } = await httpTarget(async (request, response) => {
    const seen = `${decodeURIComponent(request.url ?? '')} ${JSON.stringify(request.headers)} ${(await request.toArray()).join('')}`;
    response.writeHead(500, { etag: encodeURIComponent(seen).slice(0, 2_000) }).end(seen);
  });
  const expected = [status.is(200), text.is('nothing')];
  const planted = [
    http('header', { url, headers: { 'x-key': secret('0'), cookie: secret('1') }, expect: expected }),
    http('query', { url, query: { key: secret('2') }, expect: expected }),
    http('body', { url, method: 'POST', body: secret('3'), expect: expected }),
    http('bearer', { url, auth: { bearer: secret('4') }, redirects: 0, expect: expected }),
    http('basic', { url, auth: { basic: { user: 'desk', password: secret('5') } }, expect: expected }),
  ];
  const { twin, get, url: own } = await serving({ checks: checksOf(...planted) });
  const stream = await fetch(`${own}/api/v1/events`);
  for (const result of await runAll(planted, { secrets })) await twin.take(result);
  const ids = planted.map(({ id }) => id);
  const details = ids.flatMap((id) => [`checks/${id}`, `checks/${id}/results`, `checks/${id}/series`]);
  const paths = ['overview', 'checks', 'alarms', 'incidents', 'next', ...details].map(
    (path) => `/api/v1/${path}`,
  );
  const answers = await Promise.all([...paths, '/metrics'].map(async (path) => (await get(path)).text));
  const reader = stream.body?.getReader();
  let streamed = '';
  while (streamed.split('event: result').length <= ids.length) {
    streamed += new TextDecoder().decode((await reader?.read())?.value);
  }
  await reader?.cancel();
  const all = [...answers, streamed].join('\n');
  expect(all).toContain('[redacted]');
  expect(hitsIn(secrets, all)).toEqual([]);
});

it('what the probe of a check needs to know is in no answer', async () => {
  const headers = { 'x-key': 'hidden-header' };
  const body = { note: 'hidden-body' };
  const checks = checksOf(
    http('written', { url: 'https://a.example/', headers, body, expect: [text.is('hidden-expectation')] }),
  );
  const { get } = await serving({ checks });
  const paths = ['api/v1/overview', 'api/v1/checks', 'api/v1/checks/written', 'metrics'];
  const answers = await Promise.all(paths.map(async (path) => (await get(`/${path}`)).text));
  for (const answer of answers) {
    expect(answer).toContain('written');
    expect(answer).not.toContain('hidden');
  }
});
