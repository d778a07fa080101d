import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { api, dns, http, status, tcp, tls } from '../../../index.ts';
import { metricAlarm } from '../../../test/alarms.ts';
import { checksOf } from '../../../test/checks.ts';
import { parseExposition } from '../../../test/exposition.ts';
import { type Serving, serving } from '../../../test/serving.ts';
import { closedPort } from '../../../test/targets.ts';
import { NOON, resultOf } from '../../../test/watched.ts';
import { FORMATS } from './exposition.ts';

const DAY = 86_400;
const CHECKS = checksOf(
  http('quotes', {
    url: 'https://a.example/',
    labels: { severity: 'critical', team: 'market', category: 'feeds' },
  }),
  dns('name', { name: 'a.example' }),
  tls('certificate', { host: 'a.example' }),
  tcp('gateway', { host: 'a.example', port: 9_878 }),
  api('orders', { steps: [{ name: 'list', url: 'https://a.example/orders', expect: [status.is(200)] }] }),
  http('ours', { url: 'https://a.example/' }),
  http('new', { url: 'https://a.example/' }),
  http('off', { url: 'https://a.example/', enabled: false }),
);
const FIRING = metricAlarm('vedette/quotes/failed');

/** A server whose checks have found what checks of their kinds find. */
async function busy(): Promise<Serving> {
  const made = await serving({ checks: CHECKS, alarms: [FIRING] });
  const { twin } = made;
  const found: Record<string, Parameters<typeof resultOf>[1]> = {
    quotes: { measurements: { status: 200, redirects: 1, bytes: 512, certificate_days: 30 } },
    name: { phases: { connect: 1, ttfb: 8, total: 9 }, measurements: { answers: 2, ttl: 60 } },
    certificate: { phases: { dns: 1, total: 2 }, measurements: { certificate_days: 60, chain_days: 10 } },
    gateway: { state: 'failed', reason: 'connect_refused', message: 'refused', phases: { dns: 1, total: 2 } },
    orders: { measurements: { status: 201, redirects: 0, bytes: 2, steps: 1 } },
    ours: { state: 'errored', reason: 'secret_missing', message: 'no secret', phases: { total: 1 } },
  };
  for (const check of CHECKS) {
    const changes = found[check.id];
    if (changes) await twin.take(resultOf(check, changes));
  }
  await twin.change({ alarm: FIRING.name, state: 'ALARM', at: NOON, reason: 'it failed' });
  for (const event of ['opened', 'opened', 'resolved']) {
    twin.tell({ type: 'told', receiver: 'slack', event, alarms: [FIRING.name], at: NOON });
  }
  return made;
}

const OPEN_METRICS = {
  accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3',
};

/** The values of a metric by a label. */
async function valuesOf(name: string, by = 'check'): Promise<Record<string, number>> {
  const { get } = await busy();
  const families = parseExposition((await get('/metrics', OPEN_METRICS)).text, FORMATS.openMetrics);
  const samples = families.flatMap((family) => family.samples).filter((sample) => sample.name === name);
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[by] ?? '', value]));
}

describe('the metrics', () => {
  it.each([
    ['probe_success', { quotes: 1, name: 1, certificate: 1, gateway: 0, orders: 1 }],
    [
      'probe_duration_seconds',
      { quotes: 0.015, name: 0.009, certificate: 0.002, gateway: 0.002, orders: 0.015 },
    ],
    ['probe_dns_lookup_time_seconds', { quotes: 0.001, certificate: 0.001, gateway: 0.001, orders: 0.001 }],
    ['probe_http_status_code', { quotes: 200, orders: 201 }],
    ['probe_http_redirects', { quotes: 1, orders: 0 }],
    ['probe_http_uncompressed_body_length', { quotes: 512, orders: 2 }],
    ['probe_http_ssl', { quotes: 1, orders: 0 }],
    ['probe_dns_answer_rrs', { name: 2 }],
    [
      'probe_ssl_earliest_cert_expiry',
      { quotes: NOON / 1_000 + 30 * DAY, certificate: NOON / 1_000 + 10 * DAY },
    ],
    ['vedette_check_attempts', { quotes: 1, name: 1, certificate: 1, gateway: 1, orders: 1, ours: 1 }],
  ])('%s says what was measured, and nothing where nothing was', async (name, expected) => {
    expect(await valuesOf(name)).toEqual(expected);
  });

  it.each([
    ['vedette_results_total', 'state', { passed: 4, degraded: 0, failed: 1, errored: 1 }],
    [
      'vedette_deliveries_total',
      'event',
      { opened: 2, changed: 0, reminded: 0, acknowledged: 0, resolved: 1 },
    ],
    ['vedette_alarms_firing', 'severity', { critical: 1, warning: 0, info: 0 }],
    ['vedette_incidents_open', 'severity', { critical: 0, warning: 0, info: 0 }],
    ['vedette_definitions_valid', '', { '': 1 }],
    ['vedette_archive_durable', '', { '': 1 }],
    ['vedette_start_time_seconds', '', { '': NOON / 1_000 }],
  ])('%s counts by %s', async (name, by, expected) => {
    expect(await valuesOf(name, by)).toEqual(expected);
  });

  it('a check has its labels, its phases and one state of its own', async () => {
    const { get } = await busy();
    const { text } = await get('/metrics');
    const known =
      'check="quotes",kind="http",target="GET https://a.example/",location="local",severity="critical",team="market",category="feeds"';
    expect(text).toContain(`probe_http_duration_seconds{${known},phase="resolve"} 0.001\n`);
    expect(text).toContain(`probe_http_duration_seconds{${known},phase="processing"} 0.004\n`);
    expect(text).toContain(`vedette_check_state{${known},state="passed"} 1\n`);
    expect(text).toContain(`vedette_check_state{${known},state="failed"} 0\n`);
    expect(text).toMatch(/vedette_check_state\{check="new",[^}]*state="waiting"\} 1\n/);
    expect(text).not.toContain('check="off"');
  });

  it.each([
    ['openmetrics-text;version=1.0.0', OPEN_METRICS, /^application\/openmetrics-text; version=1\.0\.0;/],
    ['any text', { accept: 'text/*' }, /^text\/plain; version=0\.0\.4;/],
    ['nothing that we have', { accept: 'image/png' }, /^text\/plain; version=0\.0\.4;/],
    ['nothing at all', {}, /^text\/plain; version=0\.0\.4;/],
    ['another version', { accept: 'application/openmetrics-text;version=9.0.0' }, /^text\/plain/],
  ])('who asks for %s gets what he can read', async (_name, headers, type) => {
    const { get } = await busy();
    expect((await get('/metrics', headers)).headers['content-type']).toMatch(type);
  });

  it('the same state gives the same text', async () => {
    const { get } = await busy();
    const [one, other] = [await get('/metrics', OPEN_METRICS), await get('/metrics', OPEN_METRICS)];
    expect(one.text).toBe(other.text);
  });
});

const isOnPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

describe('what Prometheus itself makes of them', () => {
  it.skipIf(!isOnPath('promtool'))('check metrics has nothing to say (needs promtool)', async () => {
    const { get } = await busy();
    const { text } = await get('/metrics');
    const said = execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' });
    expect(said.toString()).toBe('');
  });

  it.skipIf(!isOnPath('prometheus'))(
    'scrapes them, as OpenMetrics, and answers questions on them (needs prometheus)',
    async () => {
      const { url } = await busy();
      const query = await prometheusOn(url);
      await expect.poll(() => query('up'), { timeout: 30_000, interval: 300 }).toEqual([1]);
      expect(await query('probe_success{check="gateway"}')).toEqual([0]);
      expect(await query('sum(probe_http_duration_seconds{check="quotes"})')).toEqual([0.015]);
      expect(await query('vedette_deliveries_total{event="opened"}')).toEqual([2]);
      expect(await query('probe_ssl_earliest_cert_expiry{check="certificate"} - 864000')).toEqual([
        NOON / 1_000,
      ]);
      expect(await query('count(vedette_check_state == 1)')).toEqual([CHECKS.length - 1]);
    },
    60_000,
  );
});

/** A Prometheus that scrapes a server each second, until the test is over; asks it for the values of an expression. */
async function prometheusOn(server: string): Promise<(expression: string) => Promise<number[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-prometheus-'));
  const target = new URL(server).host;
  const scrape = `scrape_configs: [{ job_name: vedette, scrape_interval: 1s, static_configs: [{ targets: ['${target}'] }] }]`;
  writeFileSync(join(folder, 'prometheus.yml'), scrape);
  const port = await closedPort();
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn('prometheus', args, { stdio: 'ignore' });
  onTestFinished(async () => {
    const isOver = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await isOver;
    await wait(50);
    rmSync(folder, { recursive: true, force: true });
  });
  return async (expression) => {
    const asked = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query: expression })}`;
    const response = await fetch(asked).catch(() => undefined);
    if (!response?.ok) return [];
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map(({ value: [, text] }) => Number(text));
  };
}
