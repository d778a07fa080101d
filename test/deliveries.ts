import type { Delivery, Told } from '../functions/notify/sender.ts';
import type { Incident } from '../model/incident/incident.ts';
import type { Notice } from '../model/incident/notice.ts';

/** When everything in these deliveries began. */
export const OPENED = Date.parse('2026-11-21T03:04:05Z');

const minutes = (count: number): number => count * 60_000;

export function incidentOf(over: Partial<Incident> = {}): Incident {
  const alarm = over.alarm ?? 'vedette/portfolio-api/failed';
  return {
    key: alarm,
    id: 'i-1',
    alarm,
    state: 'firing',
    openedAt: OPENED,
    changedAt: OPENED,
    reason: 'Threshold Crossed: 2 out of the last 3 datapoints were greater than or equal to 1.',
    cause: 'breached',
    labels: { severity: 'critical', team: 'platform', check: 'portfolio-api', kind: 'http', role: 'failed' },
    description: '**portfolio-api** failed in 2 of the last 3 runs.',
    arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:vedette/portfolio-api/failed',
    via: ['trading'],
    ...over,
  };
}

export const toldOf = (over: Partial<Told> = {}): Told => ({
  incident: incidentOf(),
  target: 'GET https://exchange.example.com/v1/portfolio',
  runbook: 'https://runbooks.example.com/portfolio-api',
  links: [{ label: 'Logs', href: 'https://console.example.com/logs' }],
  locations: [
    { location: 'eu-west-1', state: 'bad', message: 'status 503 is not 200', lastGoodAt: OPENED - 60_000 },
    { location: 'us-east-1', state: 'bad', message: 'status 503 is not 200', lastGoodAt: OPENED - 90_000 },
    { location: 'ap-southeast-2', state: 'good', lastGoodAt: OPENED + minutes(11) },
  ],
  ...over,
});

export const noticeOf = (over: Partial<Notice> = {}): Notice => ({
  id: 'n-1',
  receiver: 'trading',
  group: 'critical/platform',
  isDigest: false,
  entries: [{ key: 'vedette/portfolio-api/failed', id: 'i-1', state: 'firing' }],
  openedAt: OPENED,
  flushedAt: OPENED,
  intervalMs: 30_000,
  repeatMs: minutes(60),
  remindAt: OPENED + minutes(60),
  reminders: 0,
  isAcknowledged: false,
  ...over,
});

/** What is told of one critical alarm, twelve minutes after it began. */
export const deliveryOf = (over: Partial<Delivery> = {}): Delivery => ({
  id: `n-1/${over.event ?? 'opened'}`,
  event: 'opened',
  notice: noticeOf(),
  incidents: [toldOf()],
  at: OPENED + minutes(12),
  picture: async () => undefined,
  ...over,
});

/** The same when it is over. */
export const resolvedOf = (over: Partial<Incident> = {}): Delivery =>
  deliveryOf({
    event: 'resolved',
    incidents: [
      toldOf({
        incident: incidentOf({
          state: 'resolved',
          resolvedAt: OPENED + minutes(12),
          resolution: 'recovered',
          ...over,
        }),
      }),
    ],
  });

/** Many alarms told as one. */
export const digestOf = (count: number, over: Partial<Delivery> = {}): Delivery =>
  deliveryOf({
    notice: noticeOf({ isDigest: true }),
    incidents: Array.from({ length: count }, (_, n) => {
      const check = `check-${Math.floor(n / 2)}`;
      const role = n % 2 === 0 ? 'failed' : 'degraded';
      const severity = n % 2 === 0 ? 'critical' : 'warning';
      const labels = { severity, team: 'platform', check, kind: 'http', role } as const;
      return toldOf({ incident: incidentOf({ alarm: `vedette/${check}/${role}`, id: `i-${n}`, labels }) });
    }).sort((a, b) => a.incident.labels.severity.localeCompare(b.incident.labels.severity)),
    ...over,
  });

/** The same delivery, sent again after a send of which nobody knows. */
export const again = (delivery: Delivery): Delivery => ({
  ...delivery,
  notice: {
    ...delivery.notice,
    pending: {
      event: delivery.event,
      attempts: 1,
      since: delivery.at,
      notBefore: delivery.at,
      isUncertain: true,
    },
  },
});
