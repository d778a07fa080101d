import type { Severity } from '../labels.ts';
import type { CheckMetricKey, KindMetric } from '../metric.ts';
import type { MetricAlarm } from './alarm.ts';
import type { AlarmWindow } from './window.ts';

/** An alarm that a kind of check asks for, beside those that every check has. One bad location is enough. */
export interface AlarmRequest {
  /** What it is about, the last word of its name: lower-case letters, digits and dashes, none of the common roles. */
  readonly role: string;
  /** A request on a metric that the check does not publish comes to nothing. */
  readonly metric: CheckMetricKey | KindMetric;
  readonly statistic: 'Maximum' | 'Minimum' | 'Sum';
  readonly comparison: MetricAlarm['comparison'];
  readonly threshold: number;
  readonly window: AlarmWindow;
  readonly missing: MetricAlarm['missing'];
  readonly severity: Severity;
  /** What follows the check's id in the description: `was too quiet in 2 of the last 3 runs`. */
  readonly says: string;
}
