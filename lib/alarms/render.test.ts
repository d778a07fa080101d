import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlarmState,
  AtLeastThreshold,
  Alarm as CdkAlarm,
  AlarmRule as CdkRule,
} from 'aws-cdk-lib/aws-cloudwatch';
import { expect, test } from 'vitest';
import type { Alarm, AlarmRule, CompositeAlarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { emptyApp } from '../../test/stacks/scratch.ts';
import { ruleText } from './alarm-rule.ts';
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

function render(alarm: Alarm, topics: readonly string[] = [TOPIC]): Record<string, unknown> | undefined {
  const stack = new Stack(emptyApp());
  renderAlarm(stack, alarm, topics);
  const type = alarm.type === 'metric' ? 'AWS::CloudWatch::Alarm' : 'AWS::CloudWatch::CompositeAlarm';
  const [found] = Object.values(Template.fromStack(stack).findResources(type));
  return found?.Properties;
}

test('an alarm says in CloudFormation what it says as data', () => {
  expect(render(alarm)).toEqual({
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
  });
});

test('an expression is what is judged, and its metrics are not', () => {
  const rendered = render({ ...alarm, expression: 'MAX([m1])' });
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
  expect(render({ ...alarm, comparison })?.ComparisonOperator).toBe(operator);
});

test('an alarm that speaks to nobody has no actions', () => {
  const rendered = render(alarm, []);
  expect(rendered).toBeDefined();
  expect(rendered).not.toHaveProperty('AlarmActions');
  expect(rendered).not.toHaveProperty('OKActions');
});

const composite: CompositeAlarm = {
  type: 'composite',
  name: 'vedette/quote/failed/told',
  check: 'quote',
  role: 'failed',
  isTold: true,
  severity: 'critical',
  labels: { severity: 'critical' },
  description: 'Quotes.',
  rule: { inAlarm: 'vedette/quote/failed' },
  suppressedBy: { alarm: 'vedette/gateway/failed', waitSeconds: 60, extensionSeconds: 60 },
};

test('a composite says in CloudFormation what it says as data', () => {
  expect(render(composite)).toEqual({
    AlarmName: 'vedette/quote/failed/told',
    AlarmDescription: 'Quotes.',
    AlarmRule: 'ALARM("vedette/quote/failed")',
    ActionsSuppressor: 'vedette/gateway/failed',
    ActionsSuppressorWaitPeriod: 60,
    ActionsSuppressorExtensionPeriod: 60,
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
    Tags: [
      { Key: 'vedette:check', Value: 'quote' },
      { Key: 'vedette:severity', Value: 'critical' },
    ],
  });
});

test.each<[rule: AlarmRule, text: string]>([
  [{ any: [{ inAlarm: 'a' }, { inAlarm: 'b' }] }, '(ALARM("a") OR ALARM("b"))'],
  [{ all: [{ inAlarm: 'a' }, { not: { inAlarm: 'b' } }] }, '(ALARM("a") AND (NOT ALARM("b")))'],
  [{ atLeast: 2, of: ['a', 'b', 'c'] }, 'AT_LEAST(2, ALARM, ("a", "b", "c"))'],
])('%j is %s', (rule, text) => {
  expect(render({ ...composite, rule })?.AlarmRule).toBe(text);
});

test('AT_LEAST is written as CDK writes it', () => {
  const stack = new Stack(emptyApp());
  const operands = ['a', 'b'].map((name) =>
    CdkAlarm.fromAlarmArn(stack, name, `arn:aws:cloudwatch:::${name}`),
  );
  const rule = CdkRule.atLeast(AlarmState.ALARM, { operands, threshold: AtLeastThreshold.count(2) });
  const of = ['a', 'b'].map((name) => `arn:aws:cloudwatch:::${name}`);
  expect(ruleText({ atLeast: 2, of })).toBe(rule.renderAlarmRule());
});

test('no alarm on Vedette itself has a metric that is called as its expression is', () => {
  const ids = selfAlarmsOf('us-east-1').flatMap(({ metrics }) => metrics.map(({ id }) => id));
  expect(ids).not.toContain('judged');
});
