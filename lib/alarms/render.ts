import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Alarm, AlarmMetric, CompositeAlarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import { definitionOf, NAMESPACE } from '../../model/metric.ts';
import { ruleText } from './alarm-rule.ts';
import { tagsOf } from './tags.ts';

const OPERATORS = {
  above: 'GreaterThanThreshold',
  atLeast: 'GreaterThanOrEqualToThreshold',
  below: 'LessThanThreshold',
} as const satisfies Record<MetricAlarm['comparison'], string>;

/** The expression's name among an alarm's metrics; theirs come from the model and differ. */
const EXPRESSION_ID = 'judged';

/** Adds an alarm of either type to a scope. `topics` are the ARNs that it speaks to; an alarm that is not told has none. */
export const renderAlarm = (scope: Construct, alarm: Alarm, topics: readonly string[]) =>
  alarm.type === 'metric' ? renderMetricAlarm(scope, alarm, topics) : renderComposite(scope, alarm, topics);

/**
 * Adds a metric alarm. An L1: the L2 knows no warm-up, and takes twice as long to make. Always in the form
 * with `Metrics`, so that every notification has the same shape. Without a unit: an alarm with one would not see
 * data that was published with another.
 */
export function renderMetricAlarm(scope: Construct, alarm: MetricAlarm, topics: readonly string[]): CfnAlarm {
  return new CfnAlarm(scope, alarm.name, {
    ...headOf(alarm, topics),
    metrics: metricsOf(alarm),
    comparisonOperator: OPERATORS[alarm.comparison],
    threshold: alarm.threshold,
    evaluationPeriods: alarm.window.of,
    datapointsToAlarm: alarm.window.failures,
    treatMissingData: alarm.missing,
    warmUpConfiguration: { warmUpPeriodDurationInMinutes: alarm.warmUpMinutes },
  });
}

/** Adds a composite alarm. An L1, which takes the names of alarms that other stacks hold. */
export function renderComposite(
  scope: Construct,
  alarm: CompositeAlarm,
  topics: readonly string[],
): CfnCompositeAlarm {
  const { rule, suppressedBy } = alarm;
  return new CfnCompositeAlarm(scope, alarm.name, {
    ...headOf(alarm, topics),
    alarmRule: ruleText(rule),
    ...(suppressedBy && {
      actionsSuppressor: suppressedBy.alarm,
      actionsSuppressorWaitPeriod: suppressedBy.waitSeconds,
      actionsSuppressorExtensionPeriod: suppressedBy.extensionSeconds,
    }),
  });
}

const headOf = (alarm: Alarm, topics: readonly string[]) => ({
  alarmName: alarm.name,
  alarmDescription: alarm.description,
  ...(topics.length > 0 && { alarmActions: [...topics], okActions: [...topics] }),
  tags: tagsOf(alarm),
});

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
    metricName: definitionOf(metric).name,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
  },
  period,
  stat: statistic,
});
