import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import type { MetricAlarm } from '../../model/alarm/alarm.ts';
import { selfAlarmsOf } from '../../model/alarm/check-alarms.ts';
import { renderAlarm } from './render.ts';

const TOPIC = 'arn:aws:sns:ap-southeast-2:123456789012:vedette-alarms';

const alarm: MetricAlarm = {
  type: 'metric',
  name: 'vedette/quote/failed',
  check: 'quote',
  role: 'failed',
  isTold: true,
  severity: 'critical',
  labels: { severity: 'critical', team: 'quant', desk: 'FX & rates (#1)', empty: undefined },
  description: 'Quotes.',
  metrics: [
    {
      id: 'm1',
      metric: 'failed',
      dimensions: { Check: 'quote', Location: 'us-east-1' },
      statistic: 'Maximum',
    },
  ],
  comparison: 'atLeast',
  threshold: 1,
  periodSeconds: 10,
  window: { failures: 2, of: 3 },
  missing: 'breaching',
  warmUpMinutes: 4,
};

function render(...alarms: MetricAlarm[]): Record<string, unknown>[] {
  const stack = new Stack(new App());
  for (const one of alarms) renderAlarm(stack, one, [TOPIC]);
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.values(found).map(({ Properties }) => Properties);
}

test('an alarm says in CloudFormation what it says as data', () => {
  expect(render(alarm)).toEqual([
    {
      AlarmName: 'vedette/quote/failed',
      AlarmDescription: 'Quotes.',
      Metrics: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: {
              Namespace: 'Vedette',
              MetricName: 'Failed',
              Dimensions: [
                { Name: 'Check', Value: 'quote' },
                { Name: 'Location', Value: 'us-east-1' },
              ],
            },
            Period: 10,
            Stat: 'Maximum',
          },
          ReturnData: true,
        },
      ],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 4 },
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      Tags: [
        { Key: 'vedette:check', Value: 'quote' },
        { Key: 'vedette:desk', Value: 'FX _ rates __1_' },
        { Key: 'vedette:severity', Value: 'critical' },
        { Key: 'vedette:team', Value: 'quant' },
      ],
    },
  ]);
});

test('an expression is what is judged, and its metrics are not', () => {
  const [rendered] = render({ ...alarm, expression: 'MAX([m1])' });
  const metrics = rendered?.Metrics as { Id: string; ReturnData: boolean }[];
  expect(metrics.map(({ Id, ReturnData }) => [Id, ReturnData])).toEqual([
    ['m1', false],
    ['judged', true],
  ]);
  expect(metrics.at(-1)).toEqual({ Id: 'judged', Expression: 'MAX([m1])', ReturnData: true });
});

test.each([
  ['above', 'GreaterThanThreshold'],
  ['atLeast', 'GreaterThanOrEqualToThreshold'],
  ['below', 'LessThanThreshold'],
] as const)('%s is %s', (comparison, operator) => {
  expect(render({ ...alarm, comparison })[0]?.ComparisonOperator).toBe(operator);
});

test('a description is cut at the 1,024 characters that CloudWatch takes', () => {
  const [fits, cut] = render(
    { ...alarm, name: 'a', description: 'x'.repeat(1_024) },
    { ...alarm, name: 'b', description: 'x'.repeat(1_025) },
  );
  expect(fits?.AlarmDescription).toBe('x'.repeat(1_024));
  expect(cut?.AlarmDescription).toBe(`${'x'.repeat(1_023)}…`);
});

test('no alarm on Vedette itself has a metric that is called as its expression is', () => {
  const ids = selfAlarmsOf('us-east-1').flatMap(({ metrics }) => metrics.map(({ id }) => id));
  expect(ids).not.toContain('judged');
});
