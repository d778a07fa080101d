import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dns, http } from '../index.ts';
import { ROUTES } from '../local/server/routes.ts';
import type { Incident } from '../model/incident/incident.ts';
import type { Notice } from '../model/incident/notice.ts';
import { compositeAlarm, metricAlarm } from './alarms.ts';
import { checksOf } from './checks.ts';
import { AT_ONCE } from './notifier.ts';
import { serving } from './serving.ts';
import { NOON, resultOf } from './watched.ts';

const document = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8');
const results = readFileSync(new URL('../docs/results.md', import.meta.url), 'utf8');

it('every route is documented, and no other', () => {
  const said = [...document.matchAll(/^\| ([A-Z]+ \/\S+)/gm)].map(([, route]) => route);
  expect(said.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

/** Objects whose fields are names of the user's or of a result's own, documented where those are. */
const OPEN = ['labels', 'phases', 'measurements', 'dimensions'];

const fieldsOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Array.isArray(value)
      ? value.flatMap(fieldsOf)
      : Object.entries(value).flatMap(([name, inner]) => [
          name,
          ...(OPEN.includes(name) ? [] : fieldsOf(inner)),
        ]);

it('every field that is answered is documented, and every metric', async () => {
  const checks = checksOf(
    http('quotes', {
      url: 'https://a.example/',
      thresholds: { degraded: '1s' },
      runbook: 'https://a.example/',
    }),
    dns('name', { name: 'a.example', enabled: false }),
  );
  const suppressedBy = { alarm: 'b', waitSeconds: 1, extensionSeconds: 1 };
  const alarms = [
    metricAlarm('quotes', { check: 'quotes', expression: 'm1' }),
    compositeAlarm('both', { rule: { inAlarm: 'quotes' }, suppressedBy }),
  ];
  const { twin, get } = await serving(
    { checks, alarms, reach: [{ ...AT_ONCE, receiver: 'slack' }] },
    { home: 'eu-west-1' },
  );
  twin.wrong = 'broken';
  twin.archive.broken = 'the disk is full';
  const [quotes] = checks;
  if (quotes) await twin.take(resultOf(quotes, { state: 'failed', reason: 'too_slow', message: 'slow' }));
  if (quotes) await twin.take(resultOf(quotes, { at: NOON + 1 }));
  await twin.change({ alarm: 'quotes', state: 'ALARM', at: NOON, reason: 'it failed' });
  await twin.archive.putInbox({ receiver: 'slack', at: NOON, subject: 's', text: 't' });
  twin.tell({ type: 'told', receiver: 'slack', event: 'opened', alarms: ['quotes'], at: NOON });
  const { notifications } = twin.archive;
  await notifications.put('incidents', 'quotes', INCIDENT, { version: 0 });
  await notifications.put('notices/slack', 'a', NOTICE, { version: 0 });
  const inside = [
    'overview',
    'checks',
    'checks/quotes',
    'checks/quotes/results',
    'checks/quotes/series',
    'alarms',
  ];
  const lists = ['alarm-changes', 'incidents', 'inbox', 'next'];
  const paths = [...[...inside, ...lists].map((path) => `/api/v1/${path}`), '/healthz', '/readyz'];
  const answers = await Promise.all(paths.map(async (path) => (await get(path)).json));
  const fields = [...new Set(answers.flatMap(fieldsOf))];
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((field) => !`${document}${results}`.includes(`\`${field}\``))).toEqual([]);
  const metrics = [...(await get('/metrics')).text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(metrics.length).toBeGreaterThan(12);
  expect(metrics.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

const INCIDENT: Incident = {
  key: 'quotes',
  id: 'quotes-1',
  alarm: 'quotes',
  state: 'firing',
  openedAt: NOON,
  changedAt: NOON,
  reason: 'it failed',
  cause: 'breached',
  labels: { severity: 'critical' },
  description: '',
  arn: '',
  via: ['slack'],
  acknowledged: { at: NOON, by: 'ada' },
};

const NOTICE: Notice = {
  id: 'a',
  receiver: 'slack',
  group: '',
  isDigest: false,
  entries: [{ key: 'quotes', id: 'quotes-1', state: 'firing' }],
  openedAt: NOON,
  flushedAt: NOON,
  intervalMs: 0,
  repeatMs: 0,
  toldAt: NOON,
  remindAt: 0,
  reminders: 0,
  isAcknowledged: false,
  note: 'email keeps failing',
  pending: {
    event: 'reminded',
    attempts: 1,
    since: NOON,
    notBefore: 0,
    isUncertain: false,
    problem: 'refused',
  },
};
