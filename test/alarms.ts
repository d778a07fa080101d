import type { CompositeAlarm, MetricAlarm } from '../model/alarm/alarm.ts';
import type { Datum } from '../model/metric.ts';

/** A whole minute. */
export const START = Date.UTC(2026, 10, 21, 3, 0, 0);
export const MINUTE = 60_000;

const HEAD = { description: '', severity: 'critical', isTold: true } as const;

/** On the failures of the check of the same name, without a warm-up. */
export const metricAlarm = (name: string, changes: Partial<MetricAlarm> = {}): MetricAlarm => ({
  ...HEAD,
  type: 'metric',
  name,
  role: 'failed',
  labels: { check: name },
  metrics: [
    { id: 'm1', metric: 'failed', dimensions: { Check: name, Location: 'eu-west-1' }, statistic: 'Maximum' },
  ],
  comparison: 'atLeast',
  threshold: 1,
  periodSeconds: 60,
  window: { failures: 2, of: 3 },
  missing: 'breaching',
  warmUpMinutes: 0,
  ...changes,
});

export const compositeAlarm = (
  name: string,
  rest: Pick<CompositeAlarm, 'rule' | 'suppressedBy'>,
): CompositeAlarm => ({
  ...HEAD,
  type: 'composite',
  name,
  role: 'failed',
  labels: { check: name },
  ...rest,
});

export const failedDatum = (check: string, at: number, value: number, location = 'eu-west-1'): Datum => ({
  metric: 'failed',
  dimensions: { Check: check, Location: location },
  value,
  at,
  resolution: 60,
});
