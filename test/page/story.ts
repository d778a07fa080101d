import type { AlarmNow, CheckDetail, CheckSummary, IncidentTold, Point } from '../../local/page/api.ts';
import type { Attempt, Result, State } from '../../model/result.ts';

/** What a made-up twin has to tell: the checks of a trading platform, one of them failing and one slow. */
export interface Told {
  readonly id: string;
  readonly kind: string;
  readonly area: string;
  readonly target: string;
  readonly everyMs: number;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly ms: number;
  readonly state: State;
}

const PLATFORM: readonly Told[] = [
  told('site', 'http', 'site', 'GET https://exchange.example.com/', 30_000, 38),
  told('site-redirect', 'http', 'site', 'GET http://exchange.example.com/', 60_000, 4.2),
  told('health', 'http', 'api', 'GET https://exchange.example.com/health', 10_000, 12),
  told('quote', 'http', 'api', 'GET https://exchange.example.com/v1/quotes?symbol=BHP', 10_000, 24, 'failed'),
  told('orders', 'api', 'api', '4 steps from https://exchange.example.com/v1/session', 60_000, 96),
  told(
    'depth',
    'http',
    'market data',
    'GET https://exchange.example.com/v1/depth?symbol=BHP',
    10_000,
    31,
    'degraded',
  ),
  told('trades', 'http', 'market data', 'GET https://exchange.example.com/v1/trades', 10_000, 28),
  told('fix-gateway', 'tcp', 'network', 'fix.example.com:9878', 30_000, 7.4),
  told('certificate', 'tls', 'network', 'exchange.example.com:443', 60_000, 5.9),
  told('public-name', 'dns', 'network', 'A exchange.example.com', 60_000, 1.3),
];

function told(
  id: string,
  kind: string,
  area: string,
  target: string,
  everyMs: number,
  ms: number,
  state: State = 'passed',
): Told {
  return { id, kind, area, target, everyMs, ms, state, severity: area === 'api' ? 'critical' : 'warning' };
}

/** So many checks: the platform's own, and made-up ones beside them. */
export function checksTold(count: number): readonly Told[] {
  const more = Array.from({ length: Math.max(0, count - PLATFORM.length) }, (_, index) =>
    told(
      `feed-${index + 1}`,
      'http',
      `feed ${(index % 5) + 1}`,
      `GET https://feeds.example.com/${index + 1}`,
      10_000,
      20 + (index % 40),
    ),
  );
  return [...PLATFORM, ...more].slice(0, count);
}

const MESSAGES: Readonly<Record<State, string>> = {
  passed: '',
  degraded: 'server took 612 ms, more than 250 ms',
  failed: 'jsonPath $.asOf is younger than 30s: it is 4 min 12 s old',
  errored: 'the secret demo/password could not be read',
};

/** A result of a check at a time, its durations spread the same way in every run. */
export function resultOf(
  { id, kind, target, ms, severity }: Told,
  at: number,
  state: State = 'passed',
): Result {
  const wave = 1 + 0.35 * Math.sin(at / 97_000 + id.length) + 0.25 * Math.abs(Math.sin(at / 11_000 + ms));
  const total = state === 'degraded' ? 612 : ms * wave;
  const phases = {
    dns: total * 0.05,
    connect: total * 0.1,
    tls: total * 0.25,
    ttfb: total * 0.5,
    transfer: total * 0.1,
    total,
  };
  const iso = new Date(at).toISOString();
  const attempt: Attempt = {
    startedAt: iso,
    state,
    message: MESSAGES[state],
    phases,
    lag: 1,
    assertions: [
      { assertion: 'status is 200', source: 'status', verdict: 'held' },
      state === 'failed'
        ? {
            assertion: 'jsonPath $.asOf is younger than 30s',
            source: 'jsonPath',
            verdict: 'broken',
            message: MESSAGES.failed,
          }
        : { assertion: 'jsonPath $.asOf is younger than 30s', source: 'jsonPath', verdict: 'held' },
    ],
    measurements: { status: 200 },
    ...(state !== 'passed' && {
      evidence: {
        url: target,
        address: '203.0.113.7',
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"symbol":"BHP","price":41.27,"asOf":"2026-11-22T01:31:04Z"}',
      },
    }),
  };
  return {
    check: id,
    kind,
    target,
    location: 'local',
    scheduledAt: iso,
    startedAt: iso,
    state,
    message: MESSAGES[state],
    phases,
    lag: 1,
    attempts: [attempt],
    labels: { severity },
  };
}

/** The past of a check, oldest first: what is bad now has been for a few minutes, after an earlier spell of it. */
export function pastOf(one: Told, now: number, count = 90): Result[] {
  return Array.from({ length: count }, (_, index) => {
    const left = count - 1 - index;
    const isBad = one.state !== 'passed' && (left < 12 || (left > 50 && left < 54));
    return resultOf(one, now - left * one.everyMs, isBad ? one.state : 'passed');
  });
}

const pointOf = ({ scheduledAt, state, phases: { total } }: Result): Point => ({
  at: Date.parse(scheduledAt),
  state,
  ...(state !== 'failed' && total !== undefined && { ms: total }),
});

export function viewOf(one: Told, past: readonly Result[]): CheckSummary {
  const last = past.at(-1);
  const bad = past.findLast(({ state }) => state !== 'passed');
  return {
    id: one.id,
    kind: one.kind,
    target: one.target,
    description: '',
    enabled: true,
    everyMs: one.everyMs,
    timeoutMs: 5_000,
    locations: ['ap-southeast-2'],
    tags: [],
    labels: { severity: one.severity, team: 'quant' },
    runbook: 'https://runbooks.example.com/trading-platform',
    group: undefined,
    firing: [],
    area: one.area,
    phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
    state: last?.state ?? 'waiting',
    ...(last && { latest: { ...last, attempts: last.attempts.length } }),
    recent: past.slice(-90).map(pointOf),
    ...(bad && { lastTrouble: { at: Date.parse(bad.startedAt), state: bad.state, message: bad.message } }),
  };
}

const REACH = { groupBy: [], groupWaitMs: 10_000, groupIntervalMs: 30_000, repeatMs: 14_400_000 } as const;

export function alarmOf({ id, severity, everyMs, state }: Told, now: number): AlarmNow {
  const name = `vedette/${id}/failed`;
  return {
    alarm: {
      type: 'metric',
      name,
      check: id,
      role: 'failed',
      severity,
      labels: { severity, check: id },
      description: '',
      isTold: true,
      metrics: [{ id: 'm1', metric: 'failed', dimensions: { Check: id }, statistic: 'Maximum' }],
      comparison: 'atLeast',
      threshold: 1,
      periodSeconds: everyMs / 1_000,
      window: { failures: 2, of: 3 },
      missing: 'breaching',
      warmUpMinutes: 1,
    },
    change:
      state === 'failed'
        ? { alarm: name, state: 'ALARM', at: now - 100_000, reason: REASON }
        : { alarm: name, state: 'OK', at: now - 3_600_000, reason: 'Within the threshold' },
    reach: [
      { receiver: 'slack', ...REACH, afterMs: 0 },
      { receiver: 'pagerduty', ...REACH, afterMs: 300_000 },
    ],
  };
}

const REASON = 'Threshold crossed: 2 datapoints were at least 1 (2 of the last 3)';

export function pageOf(one: Told, past: readonly Result[], now: number): CheckDetail {
  const summary = viewOf(one, past);
  const {
    id,
    kind,
    group,
    target,
    description,
    enabled,
    everyMs,
    timeoutMs,
    locations,
    tags,
    labels,
    runbook,
  } = summary;
  const told = {
    id,
    kind,
    group,
    target,
    description,
    enabled,
    everyMs,
    timeoutMs,
    locations,
    tags,
    labels,
    runbook,
  };
  const alarm = alarmOf(one, now);
  return {
    check: {
      ...told,
      network: 'public',
      retry: 'none',
      thresholds: {
        degraded: [{ phase: 'server', above: '35ms' }],
        failed: [{ phase: 'total', above: '2s' }],
      },
      failWhen: 'any',
      dependsOn: [],
      expect: ['status is 200', 'jsonPath $.asOf is younger than 30s'],
    },
    summary,
    alarms: [alarm],
    changes: alarm.change ? [alarm.change] : [],
    results: past.slice(-20).reverse(),
  };
}

/** One that fires, with a receiver that could not be told, and one that is over. */
export function incidentsOf(now: number): IncidentTold[] {
  const name = 'vedette/quote/failed';
  const labels = { severity: 'critical', check: 'quote' } as const;
  const about = {
    key: name,
    alarm: name,
    cause: 'breached',
    description: '',
    via: [],
    labels,
    reason: REASON,
  } as const;
  const [open, past] = [now - 100_000, now - 3_000_000];
  const over = past + 240_000;
  const slack = { receiver: 'slack', isDigest: false } as const;
  const acknowledged = { at: open + 61_000, by: 'ada' };
  const problem = 'it answered 503';
  return [
    {
      incident: { ...about, id: 'one', state: 'firing', openedAt: open, changedAt: open, acknowledged },
      told: [{ ...slack, event: 'opened', at: open + 10_200 }],
      untold: [{ receiver: 'pagerduty', event: 'opened', since: open + 10_400, attempts: 2, problem }],
      says: { at: now - 7_000, state: 'failed', message: 'status is 503, expected 200' },
    },
    {
      incident: { ...about, id: 'two', state: 'resolved', openedAt: past, changedAt: over, resolvedAt: over },
      told: [
        { ...slack, event: 'opened', at: past + 10_300 },
        { ...slack, event: 'resolved', at: over + 300 },
      ],
      untold: [],
      says: { at: over - 20_000, state: 'failed', message: 'no answer in 5s' },
    },
  ];
}
