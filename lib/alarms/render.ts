import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmMetric, MetricAlarm } from '../../model/alarm/alarm.ts';
import { METRICS, NAMESPACE } from '../../model/metric.ts';
import { tagsOf } from './tags.ts';

const OPERATORS = {
  above: 'GreaterThanThreshold',
  atLeast: 'GreaterThanOrEqualToThreshold',
  below: 'LessThanThreshold',
} as const satisfies Record<MetricAlarm['comparison'], string>;

/** CloudWatch: an alarm's description has at most 1,024 characters (PutMetricAlarm). */
const MAX_DESCRIPTION = 1_024;

/** The expression's name among an alarm's metrics; theirs come from the model and differ. */
const EXPRESSION_ID = 'judged';

/**
 * Adds an alarm to a scope. An L1: the L2 knows no warm-up, and takes twice as long to make. Always in the form
 * with `Metrics`, so that every notification has the same shape. Without a unit: an alarm with one would not see
 * data that was published with another.
 */
export function renderAlarm(scope: Construct, alarm: MetricAlarm, topicArns: string[]): CfnAlarm {
  return new CfnAlarm(scope, alarm.name, {
    alarmName: alarm.name,
    alarmDescription: cut(alarm.description),
    metrics: metricsOf(alarm),
    comparisonOperator: OPERATORS[alarm.comparison],
    threshold: alarm.threshold,
    evaluationPeriods: alarm.window.of,
    datapointsToAlarm: alarm.window.failures,
    treatMissingData: alarm.missing,
    warmUpConfiguration: { warmUpPeriodDurationInMinutes: alarm.warmUpMinutes },
    alarmActions: topicArns,
    okActions: topicArns,
    tags: tagsOf(alarm),
  });
}

const cut = (text: string): string =>
  text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;

function metricsOf({ metrics, expression, periodSeconds }: MetricAlarm): CfnAlarm.MetricDataQueryProperty[] {
  const stats = metrics.map((metric) => ({
    id: metric.id,
    metricStat: statOf(metric, periodSeconds),
    returnData: expression === undefined,
  }));
  return expression === undefined ? stats : [...stats, { id: EXPRESSION_ID, expression, returnData: true }];
}

const statOf = (
  { metric, dimensions, statistic }: AlarmMetric,
  period: number,
): CfnAlarm.MetricStatProperty => ({
  metric: {
    namespace: NAMESPACE,
    metricName: METRICS[metric].name,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
  },
  period,
  stat: statistic,
});
