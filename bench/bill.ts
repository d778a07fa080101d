import { receivers } from '../functions/notify/receivers.ts';
import { certificate, email, http, pagerduty, project, secret, slack } from '../index.ts';
import type { Alarm } from '../model/alarm/alarm.ts';
import type { Every } from '../model/check.ts';
import { metricsOf } from '../model/check-metrics.ts';
import type { Location } from '../model/location.ts';
import { METRICS } from '../model/metric.ts';
import { type ResolvedProject, resolveProject } from '../model/resolve-project.ts';
import { kinds } from '../probes/kinds.ts';
import type { Benchmark, Row } from './benchmark.ts';

/** List prices in us-east-1, dollars a month: CloudWatch pricing page, read 2026-11. The first 10,000 metrics. */
const PRICES = { metric: 0.3, alarmMetric: 0.1, fastAlarmMetric: 0.3, composite: 0.5 } as const;

const CHECKS = 50;
const THREE = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const satisfies readonly Location[];

const PROJECTS: Readonly<Record<string, { locations: readonly Location[]; every: Every }>> = {
  'one location, each minute': { locations: THREE.slice(0, 1), every: '1m' },
  'three locations, each minute': { locations: THREE, every: '1m' },
  'three locations, every 30 s': { locations: THREE, every: '30s' },
};

/** What definitions make one pay for beside cents of Lambda: no measurement but a count, by list prices. */
export const bill: Benchmark = {
  about: `a month of ${CHECKS} checks by list prices: metrics and alarms, before the free tier`,
  run: async () => Object.entries(PROJECTS).map(([name, settings]) => rowOf(name, resolved(settings))),
};

/** Half of the checks have a degraded limit, a fifth a certificate, and a fifth depend on another one. */
function resolved({ locations, every }: { locations: readonly Location[]; every: Every }): ResolvedProject {
  const checks = Array.from({ length: CHECKS }, (_, index) =>
    http(`check-${index}`, {
      url: 'https://exchange.example.com/',
      ...(index % 2 === 0 && { thresholds: { degraded: '500ms' } }),
      ...(index % 5 === 0 && { expect: [certificate.daysLeft.atLeast(14)] }),
      ...(index % 5 === 1 && { dependsOn: 'check-0' }),
    }),
  );
  const told = [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token') }),
    pagerduty('pagerduty', { routingKey: secret('pagerduty/key') }),
    email('email', { addresses: ['desk@exchange.example.com'] }),
  ];
  const defaults = { locations, every, timeout: '10s' } as const;
  return resolveProject(project({ home: THREE[0], defaults, receivers: told, checks }), { kinds, receivers });
}

function rowOf(name: string, { alarms, checks, receivers }: ResolvedProject): Row {
  const locations = new Set(checks.flatMap((check) => check.locations)).size;
  const metrics =
    checks.reduce((sum, check) => sum + metricsOf(check).length * check.locations.length, 0) +
    ownMetrics(locations, receivers.length);
  const onMetrics = alarms.filter((alarm) => alarm.type === 'metric');
  const composites = alarms.length - onMetrics.length;
  const read = onMetrics.reduce((sum, alarm) => sum + alarm.metrics.length, 0);
  const price = alarms.reduce((sum, alarm) => sum + priceOf(alarm), 0) + metrics * PRICES.metric;
  return {
    name,
    value: Math.round(price),
    unit: 'dollars',
    note: `${metrics} metrics; ${onMetrics.length} alarms that read ${read}; ${composites} composites`,
  };
}

/** Vedette's own: per location, and per receiver. */
function ownMetrics(locations: number, receivers: number): number {
  const own = Object.values(METRICS).filter(
    ({ dimensions }) => !(dimensions as readonly string[]).includes('Check'),
  );
  const perReceiver = own.filter(({ dimensions }) =>
    (dimensions as readonly string[]).includes('Receiver'),
  ).length;
  return (own.length - perReceiver) * locations + perReceiver * receivers;
}

function priceOf(alarm: Alarm): number {
  if (alarm.type === 'composite') return PRICES.composite;
  const each = alarm.periodSeconds < 60 ? PRICES.fastAlarmMetric : PRICES.alarmMetric;
  return each * alarm.metrics.length;
}
