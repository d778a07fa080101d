import { expect, test } from 'vitest';
import example from '../../checks/index.ts';
import { http } from '../../index.ts';
import type { MetricAlarm } from '../../model/alarm/alarm.ts';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import type { Check } from '../../model/check.ts';
import { alarmStackOf, renderedBytes } from '../../model/crowding.ts';
import { definitionOf, NAMESPACE } from '../../model/metric.ts';
import { type Resource, resourcesOf, synthesize } from './synthesize.ts';

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: unknown;
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** What CloudWatch will do, said as the data says it. */
function readBack({ Properties }: Resource) {
  const queries = Properties.Metrics as Query[];
  const stats = queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ Id, ...MetricStat }] : []));
  return {
    name: Properties.AlarmName,
    metrics: stats.map(({ Id, Metric, Stat, Period }) => [Id, Metric, Stat, Period]),
    expression: queries.find(({ Expression }) => Expression)?.Expression,
    threshold: Properties.Threshold,
    window: { failures: Properties.DatapointsToAlarm, of: Properties.EvaluationPeriods },
    missing: Properties.TreatMissingData,
  };
}

const asRead = (alarm: MetricAlarm) => ({
  name: alarm.name,
  metrics: alarm.metrics.map(({ id, metric, dimensions, statistic }) => [
    id,
    {
      Namespace: NAMESPACE,
      MetricName: definitionOf(metric).name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    statistic,
    alarm.periodSeconds,
  ]),
  expression: alarm.expression,
  threshold: alarm.threshold,
  window: alarm.window,
  missing: alarm.missing,
});

const metricAlarms = (checks: readonly Check[], home: string): MetricAlarm[] =>
  alarmsOfAll(checks, home).filter((alarm) => alarm.type === 'metric');

/** What validation lets into one stack. */
const ofStack = (alarms: readonly MetricAlarm[], index: number, stacks: number): MetricAlarm[] =>
  alarms.filter(({ check = '' }) => alarmStackOf(check, stacks) === index);

const byName = (a: { name: unknown }, b: { name: unknown }) => (String(a.name) < String(b.name) ? -1 : 1);

const alarmStacks = (ids: readonly string[]) => ids.filter((id) => id.startsWith('VedetteAlarms'));

test.each([
  ['the example', example],
  [
    'checks at several locations',
    {
      home: 'eu-west-1' as const,
      checks: [
        http('wide', {
          url: 'https://exchange.example.com/',
          locations: ['eu-west-1', 'us-east-1', 'sa-east-1'],
          thresholds: { degraded: '500ms' },
        }),
        http('off', { url: 'https://exchange.example.com/', enabled: false }),
      ],
    },
  ],
])('the alarms of %s are the data, one to one', (_, options) => {
  const { checks, ids, template } = synthesize(options);
  const rendered = alarmStacks(ids).flatMap((id) => resourcesOf(template(id), 'AWS::CloudWatch::Alarm'));
  const expected = metricAlarms(checks, options.home);
  expect(expected.length).toBeGreaterThan(0);
  expect(rendered.map(([, resource]) => readBack(resource)).sort(byName)).toEqual(
    expected.map(asRead).sort(byName),
  );
});

test('an alarm speaks to the topic of its own account by name', () => {
  const { ids, template } = synthesize(example, { account: '123456789012' });
  const topic = 'arn:aws:sns:ap-southeast-2:123456789012:vedette-alarms';
  const alarms = alarmStacks(ids).flatMap((id) => resourcesOf(template(id), 'AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(0);
  for (const [, { Properties }] of alarms) {
    expect([Properties.AlarmActions, Properties.OKActions]).toEqual([[topic], [topic]]);
  }
});

test('a check is in the stack that the model says, and a stack without alarms is there all the same', () => {
  const { checks, ids, template } = synthesize({ ...example, alarmStacks: 8 });
  expect(alarmStacks(ids)).toHaveLength(8);
  for (const [index, id] of alarmStacks(ids).entries()) {
    const names = resourcesOf(template(id), 'AWS::CloudWatch::Alarm').map(
      ([, it]) => it.Properties.AlarmName,
    );
    const own = ofStack(metricAlarms(checks, example.home), index, 8);
    expect(names.sort()).toEqual(own.map(({ name }) => name).sort());
    if (own.length === 0) template(id).resourceCountIs('AWS::CloudFormation::WaitConditionHandle', 1);
  }
});

test('ids that differ in a dot are two alarms', () => {
  const url = 'https://exchange.example.com/';
  const { template } = synthesize({
    home: 'eu-west-1',
    alarmStacks: 1,
    checks: [http('a.b', { url }), http('ab', { url })],
  });
  template('VedetteAlarms0').resourceCountIs('AWS::CloudWatch::Alarm', 2);
});

const MANY = 1_000;

/** Every alarm as large as it can be: ten locations, a long id, description and target. */
const many = (locations: number, alarmStacks: number) =>
  synthesize({
    home: 'ap-southeast-2',
    alarmStacks,
    defaults: {
      description: 'ß'.repeat(400),
      labels: Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`label_${index}`, 'x'.repeat(50)]),
      ),
      thresholds: { degraded: '500ms' },
      locations: (
        [
          'ap-southeast-2',
          'us-east-1',
          'eu-west-1',
          'ap-northeast-1',
          'eu-central-1',
          'us-west-2',
          'sa-east-1',
          'ca-central-1',
          'ap-south-1',
          'eu-north-1',
        ] as const
      ).slice(0, locations),
    },
    checks: Array.from({ length: MANY }, (_, index) =>
      http(`check-${'x'.repeat(60)}-${index}`, { url: `https://exchange.example.com/${'y'.repeat(200)}` }),
    ),
  });

test.each([
  ['at one location', 1, 16],
  ['at ten locations', 10, 32],
])('1,000 large checks %s stay below the limits of a stack', (_, locations, stacks) => {
  const { ids, template, checks } = many(locations, stacks);
  const all = metricAlarms(checks, 'ap-southeast-2');
  for (const [index, id] of alarmStacks(ids).entries()) {
    const json = JSON.stringify(template(id).toJSON());
    const { Resources } = JSON.parse(json);
    const alarms = ofStack(all, index, stacks);
    expect(Object.keys(Resources)).toHaveLength(alarms.length);
    expect(alarms.length).toBeLessThan(500);
    const estimate = alarms.reduce((sum, alarm) => sum + renderedBytes(alarm), 0);
    expect(Buffer.byteLength(json)).toBeLessThan(estimate);
    expect(estimate).toBeLessThan(1_000_000);
  }
});

test('what cannot fit is refused, with the number of stacks that can', () => {
  expect(() => many(10, 8)).toThrow(
    'project: alarmStacks: 8 stacks cannot hold the alarms of 1000 checks (500 resources and 1 MB each); write alarmStacks: 32',
  );
});
