import type { AlarmView, CheckPage, CheckView, IncidentView, Point } from '../../local/page/api.ts';
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

export function viewOf(one: Told, past: readonly Result[]): CheckView {
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
    area: one.area,
    phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
    state: last?.state ?? 'waiting',
    ...(last && { last: { at: Date.parse(last.startedAt), message: last.message, phases: last.phases } }),
    points: past.slice(-90).map(pointOf),
    ...(bad && { lastTrouble: { at: Date.parse(bad.startedAt), state: bad.state, message: bad.message } }),
  };
}

export function alarmOf(one: Told, now: number): AlarmView {
  const isFiring = one.state === 'failed';
  return {
    type: 'metric',
    name: `vedette/${one.id}/failed`,
    check: one.id,
    role: 'failed',
    severity: one.severity,
    labels: { severity: one.severity, check: one.id },
    description: '',
    isTold: true,
    metrics: [{ id: 'm1', metric: 'failed', dimensions: { Check: one.id }, statistic: 'Maximum' }],
    comparison: 'atLeast',
    threshold: 1,
    periodSeconds: Math.round(one.everyMs / 1_000),
    window: { failures: 2, of: 3 },
    missing: 'breaching',
    warmUpMinutes: 1,
    state: isFiring ? 'ALARM' : 'OK',
    since: isFiring ? now - 100_000 : now - 3_600_000,
    reason: isFiring
      ? 'Threshold crossed: 2 datapoints were at least 1 (2 of the last 3)'
      : 'Within the threshold',
    reach: [
      {
        receiver: 'slack',
        groupBy: [],
        groupWaitMs: 10_000,
        groupIntervalMs: 30_000,
        repeatMs: 14_400_000,
        afterMs: 0,
      },
      {
        receiver: 'pagerduty',
        groupBy: [],
        groupWaitMs: 10_000,
        groupIntervalMs: 30_000,
        repeatMs: 14_400_000,
        afterMs: 300_000,
      },
    ],
  };
}

export function pageOf(one: Told, past: readonly Result[], now: number): CheckPage {
  return {
    ...viewOf(one, past),
    thresholds: { degraded: [{ phase: 'server', above: '35ms' }], failed: [{ phase: 'total', above: '2s' }] },
    retry: 'none',
    failWhen: 'any',
    dependsOn: [],
    alarms: [alarmOf(one, now)],
    results: past.slice(-20).reverse(),
  };
}

export function incidentsOf(now: number): IncidentView[] {
  const about = {
    key: 'vedette/quote/failed',
    alarm: 'vedette/quote/failed',
    cause: 'breached',
    description: '',
    via: [],
  } as const;
  const labels = { severity: 'critical', check: 'quote' } as const;
  const reason = 'Threshold crossed: 2 datapoints were at least 1 (2 of the last 3)';
  const [open, past] = [now - 100_000, now - 3_000_000];
  return [
    {
      ...about,
      labels,
      reason,
      id: 'one',
      state: 'firing',
      openedAt: open,
      changedAt: open,
      timeline: [
        { at: open, what: 'opened', words: reason },
        { at: open + 10_200, what: 'told', who: 'slack' },
        { at: open + 10_400, what: 'untold', who: 'pagerduty', words: 'it answered 503' },
        { at: open + 61_000, what: 'acknowledged', who: 'ada' },
      ],
    },
    {
      ...about,
      labels,
      reason,
      id: 'two',
      state: 'resolved',
      openedAt: past,
      changedAt: past + 240_000,
      resolvedAt: past + 240_000,
      resolution: 'recovered',
      timeline: [
        { at: past, what: 'opened', words: reason },
        { at: past + 10_300, what: 'told', who: 'slack' },
        { at: past + 240_000, what: 'resolved', words: 'recovered' },
      ],
    },
  ];
}
