import type { AlarmWindow, Check, Severity } from '../check.ts';
import { canDegrade, METRICS, type MetricKey } from '../metric.ts';
import type { AlarmMetric, MetricAlarm } from './alarm.ts';

/** CloudWatch: period times evaluation periods, in seconds (PutMetricAlarm, Period). */
export const MAX_WINDOW_SECONDS = { shortPeriod: 86_400, longPeriod: 7 * 86_400, longFrom: 3_600 } as const;

/** CloudWatch: WarmUpConfiguration takes 1 to 2,880 minutes (PutMetricAlarm). */
const WARM_UP_MINUTES = { from: 1, to: 2_880 } as const;

/** The longest window that CloudWatch evaluates for a period, in seconds. */
export const windowLimit = (periodSeconds: number): number =>
  periodSeconds >= MAX_WINDOW_SECONDS.longFrom
    ? MAX_WINDOW_SECONDS.longPeriod
    : MAX_WINDOW_SECONDS.shortPeriod;

/** The alarms of a check. One location that is bad is enough. */
export function alarmsOf(check: Check): MetricAlarm[] {
  if (!check.enabled) return [];
  const { failed, degraded } = check.alarms;
  return [
    ...(failed ? [checkAlarm(check, 'failed', failed, check.labels.severity)] : []),
    ...(degraded && canDegrade(check)
      ? [checkAlarm(check, 'degraded', degraded, lower(check.labels.severity))]
      : []),
  ];
}

/** Degraded is one step less severe than failed, so that slow never wakes whom only down should. */
const lower = (severity: Severity): Severity => (severity === 'critical' ? 'warning' : 'info');

function checkAlarm(
  check: Check,
  metric: 'failed' | 'degraded',
  window: AlarmWindow,
  severity: Severity,
): MetricAlarm {
  const periodSeconds = check.everyMs / 1_000;
  const warmUp = Math.ceil((periodSeconds * (window.of + 1)) / 60);
  return {
    type: 'metric',
    name: `vedette/${check.id}/${metric}`,
    check: check.id,
    role: metric,
    isTold: true,
    severity,
    labels: { ...check.labels, severity, check: check.id, kind: check.kind, role: metric },
    description: describe(check, metric, window),
    ...overLocations(check, metric),
    comparison: 'atLeast',
    threshold: 1,
    periodSeconds,
    window,
    missing: metric === 'failed' ? 'breaching' : 'notBreaching',
    warmUpMinutes: Math.min(Math.max(warmUp, WARM_UP_MINUTES.from), WARM_UP_MINUTES.to),
  };
}

function overLocations(
  { id, locations }: Check,
  metric: MetricKey,
): Pick<MetricAlarm, 'metrics' | 'expression'> {
  const metrics = locations.map((location, index) => ({
    id: `m${index + 1}`,
    metric,
    dimensions: { Check: id, Location: location },
    statistic: 'Maximum' as const,
  }));
  if (metrics.length === 1) return { metrics };
  return { metrics, expression: `MAX([${metrics.map((one) => one.id).join(',')}])` };
}

function describe(check: Check, metric: 'failed' | 'degraded', { failures, of }: AlarmWindow): string {
  const unseen = metric === 'failed' ? ', or was not probed' : '';
  return [
    `**${check.id}** ${metric} in ${failures} of the last ${of} runs${unseen}.`,
    check.description,
    check.runbook && `Runbook: ${check.runbook}`,
    // Last, because it can be the longest, and CloudWatch keeps 1,024 characters.
    `Target: \`${check.target}\``,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The share of planned probes that must come to a result; below it, it is Vedette that is down. */
const EXECUTED_SHARE = 0.9;

/** The alarms on Vedette itself at one location. */
export function selfAlarmsOf(location: string): MetricAlarm[] {
  const metric = (id: string, key: MetricKey): AlarmMetric => ({
    id,
    metric: key,
    dimensions: { Location: location },
    statistic: 'Sum',
  });
  return [
    selfAlarm(location, 'watchdog', {
      severity: 'critical',
      says: `Fewer than ${EXECUTED_SHARE * 100} % of the planned probes came to a result, or nothing was planned at all.`,
      metrics: [metric('planned', 'planned'), metric('executed', 'executed')],
      expression: 'IF(planned > 0, FILL(executed, 0) / planned, 1)',
      comparison: 'below',
      threshold: EXECUTED_SHARE,
      missing: 'breaching',
    }),
    selfAlarm(location, 'errored', {
      severity: 'warning',
      says: 'More than half of the results are errored: the probes themselves are broken.',
      metrics: [metric('executed', 'executed'), metric('errored', 'errored')],
      expression: 'IF(executed > 0, errored / executed, 0)',
      comparison: 'above',
      threshold: 0.5,
      missing: 'notBreaching',
    }),
    selfAlarm(location, 'undelivered', {
      severity: 'warning',
      says: 'CloudWatch does not take our datapoints; they wait in the spool.',
      metrics: [metric('m1', 'undelivered')],
      comparison: 'above',
      threshold: 0,
      missing: 'notBreaching',
    }),
    selfAlarm(location, 'dead-letters', {
      severity: 'warning',
      says: 'Messages that nobody could handle lie in a dead-letter queue.',
      metrics: [{ ...metric('m1', 'deadLetters'), statistic: 'Maximum' }],
      comparison: 'above',
      threshold: 0,
      missing: 'notBreaching',
    }),
  ];
}

type SelfAlarm = Pick<
  MetricAlarm,
  'severity' | 'metrics' | 'expression' | 'comparison' | 'threshold' | 'missing'
>;

function selfAlarm(
  location: string,
  name: string,
  { says, ...rest }: SelfAlarm & { says: string },
): MetricAlarm {
  const window = { failures: 2, of: 3 };
  return {
    type: 'metric',
    name: `vedette/self/${location}/${name}`,
    role: name,
    isTold: true,
    labels: { severity: rest.severity, category: 'infrastructure', team: 'vedette', role: name, location },
    description: `**Vedette itself** at ${location}: ${says}\n\nMetrics: \`${rest.metrics.map((m) => METRICS[m.metric].name).join('`, `')}\``,
    periodSeconds: 60,
    window,
    warmUpMinutes: 5,
    ...rest,
  };
}
