import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../../model/alarm/fan-out.ts';
import { alarm, snsBody } from '../../../test/notifier.ts';
import { decodeMessage, encodeWake } from './message.ts';
import { catalogueOf, signalOf } from './signal.ts';

const AT = Date.parse('2015-06-03T17:43:27.123Z');

/** The head that every message of an alarm has. Source: aws-lambda-go, testdata/cloudwatch-alarm-sns-payload-*.json. */
const HEAD = {
  AlarmName: 'EXAMPLE',
  AlarmDescription: 'EXAMPLE',
  AWSAccountId: '000000000000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 1 datapoint [10.0 (03/06/15 17:41:00)] was greater than the threshold (5.0).',
  StateChangeTime: '2015-06-03T17:43:27.123+0000',
  Region: 'US East (N. Virginia)',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:EXAMPLE',
  OldStateValue: 'OK',
};

const METRIC = {
  ...HEAD,
  Trigger: {
    MetricName: 'DeliveryErrors',
    Namespace: 'ExampleNamespace',
    StatisticType: 'Statistic',
    Statistic: 'SUM',
    Unit: null,
    Dimensions: [{ value: 'x', name: 'y' }],
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 5,
    TreatMissingData: '- TreatMissingData:                    missing',
    EvaluateLowSampleCountPercentile: '',
  },
};

const MATH = {
  ...HEAD,
  AlarmDescription: null,
  Trigger: {
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 1,
    Metrics: [
      { Expression: 'MAX([m1,m2])', Id: 'judged', ReturnData: true },
      { Id: 'm1', MetricStat: { Metric: {}, Period: 60, Stat: 'Maximum' }, ReturnData: false },
    ],
  },
};

const COMPOSITE = {
  ...HEAD,
  AlarmRule: 'ALARM("one")',
  TriggeringChildren: [
    { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:one', State: { Value: 'ALARM' } },
  ],
};

const CONTRIBUTOR = {
  ...HEAD,
  AlarmContributorId: '6d442278dba546f6',
  AlarmContributorAttributes: { TableName: 'orders' },
};

/** Source: CloudWatch User Guide, "Alarm events and EventBridge". */
const EVENT = {
  version: '0',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  region: 'us-east-1',
  resources: [HEAD.AlarmArn],
  detail: {
    alarmName: 'EXAMPLE',
    configuration: { description: 'EXAMPLE', metrics: [] },
    previousState: { value: 'OK' },
    state: { value: 'ALARM', reason: HEAD.NewStateReason, timestamp: HEAD.StateChangeTime },
  },
};

const { resources, detail } = EVENT;
const CONTRIBUTOR_EVENT = {
  'detail-type': 'CloudWatch Alarm Contributor State Change',
  resources,
  detail: {
    ...detail,
    alarmContributor: { id: '6d442278dba546f6', attributes: { TableName: 'orders' } },
  },
};

const inEnvelope = (message: unknown, changes: object = {}) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'm',
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:vedette-pager-duty',
    Subject: 'ALARM: "EXAMPLE" in US East (N. Virginia)',
    Message: JSON.stringify(message),
    Timestamp: '2015-06-03T17:43:27.900Z',
    ...changes,
  });

const CHANGE = {
  alarm: 'EXAMPLE',
  state: 'ALARM',
  at: AT,
  reason: HEAD.NewStateReason,
  arn: HEAD.AlarmArn,
  description: 'EXAMPLE',
};

const SERIES = { contributor: { id: '6d442278dba546f6', attributes: { TableName: 'orders' } } };
const CARRIED = { via: 'pager-duty', publishedAt: Date.parse('2015-06-03T17:43:27.900Z') };

describe('a message that says what an alarm has come to', () => {
  test.each<[string, string, object]>([
    ['of a metric alarm', inEnvelope(METRIC), { change: CHANGE, ...CARRIED }],
    ['of a math alarm', inEnvelope(MATH), { change: { ...CHANGE, description: '' }, ...CARRIED }],
    ['of a composite', inEnvelope(COMPOSITE), { change: CHANGE, ...CARRIED }],
    ['of a contributor', inEnvelope(CONTRIBUTOR), { change: { ...CHANGE, ...SERIES }, ...CARRIED }],
    [
      'of an alarm on PromQL, which gives no reason',
      inEnvelope({ ...CONTRIBUTOR, NewStateReason: undefined }),
      { change: { ...CHANGE, ...SERIES, reason: '' }, ...CARRIED },
    ],
    ['as an event', JSON.stringify(EVENT), { change: CHANGE }],
    ['as an event of a contributor', JSON.stringify(CONTRIBUTOR_EVENT), { change: { ...CHANGE, ...SERIES } }],
    [
      "by somebody else's topic",
      inEnvelope(METRIC, { TopicArn: 'arn:aws:sns:us-east-1:000000000000:theirs', Timestamp: 'soon' }),
      { change: CHANGE },
    ],
  ])('%s', (_sentence, body, expected) => {
    expect(decodeMessage(body)).toEqual({ type: 'change', ...expected });
  });
});

test('a wake names the receiver', () => {
  expect(decodeMessage(encodeWake('slack'))).toEqual({ type: 'wake', receivers: ['slack'] });
});

describe('what is not ours', () => {
  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a wake of something else than receivers', '{"wake":[null]}'],
    ['a subscription to confirm', inEnvelope(METRIC, { Type: 'SubscriptionConfirmation' })],
    ['a text that somebody published', inEnvelope('hello')],
    ['an envelope without a message', '{"Type":"Notification"}'],
    ['an alarm without its name', inEnvelope({ ...METRIC, AlarmName: undefined })],
    ['an alarm whose name is empty', inEnvelope({ ...METRIC, AlarmName: '' })],
    ['an alarm in a state that there is not', inEnvelope({ ...METRIC, NewStateValue: 'MUTED' })],
    ['an alarm without a time', inEnvelope({ ...METRIC, StateChangeTime: undefined })],
    ['an alarm at a time that is none', inEnvelope({ ...METRIC, StateChangeTime: 'now' })],
    ['another event', JSON.stringify({ ...EVENT, 'detail-type': 'CloudWatch Alarm Configuration Change' })],
    ['an event without a state', JSON.stringify({ ...EVENT, detail: { alarmName: 'EXAMPLE' } })],
  ])('%s', (_sentence, body) => {
    expect(decodeMessage(body)).toBeUndefined();
  });

  test('50,000 random and mangled bodies: none throws', () => {
    const alarms = catalogueOf([alarm('EXAMPLE')]);
    const seeds = [METRIC, COMPOSITE, CONTRIBUTOR]
      .map((message) => inEnvelope(message))
      .concat(JSON.stringify(EVENT));
    const mangled = fc
      .tuple(fc.constantFrom(...seeds), fc.nat(2_000), fc.nat(40), fc.string())
      .map(([seed, at, length, text]) => seed.slice(0, at) + text + seed.slice(at + length));
    const swapped = fc
      .tuple(fc.constantFrom(...Object.keys(CONTRIBUTOR)), fc.jsonValue())
      .map(([name, value]) => inEnvelope({ ...CONTRIBUTOR, [name]: value }));
    let ours = 0;
    const holds = fc.property(fc.oneof(fc.string(), fc.json(), mangled, swapped), (body) => {
      const message = decodeMessage(body);
      if (message?.type !== 'change') return;
      ours++;
      const signal = signalOf(message.change, alarms, { via: 'slack' });
      expect(Number.isFinite(signal?.at)).toBe(true);
    });
    fc.assert(holds, { numRuns: 50_000, seed: 4 });
    expect(ours).toBeGreaterThan(1_000);
  }, 60_000);
});

describe('a signal', () => {
  const NO_DATA =
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].';
  const SOME =
    'Threshold Crossed: 1 out of the last 3 datapoints [1.0 (21/11/26 11:59:00)] was greater than or equal to the threshold (1.0) and 1 missing datapoint was treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).';

  const change = (reason: string, name = 'vedette/quote/failed') => {
    const message = decodeMessage(snsBody({ name, state: 'ALARM', at: AT, reason }));
    if (message?.type !== 'change') throw new Error('not a change');
    return message.change;
  };
  const alarms = catalogueOf([
    alarm('vedette/quote/failed', 'critical', { labels: { team: 'web' }, description: 'ours' }),
    alarm('vedette/quote/part', 'info', { isTold: false }),
  ]);

  // What an alarm on two of the last three says of silence after good values: the third has not left its range yet.
  const ONE_GOOD =
    'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].';
  const ONE_BAD =
    'Threshold Crossed: 1 datapoint [1.0 (21/11/26 11:59:00)] was greater than or equal to the threshold (1.0) and 2 missing datapoints were treated as [Breaching].';

  test.each([
    ['nothing was measured', NO_DATA, 'missing'],
    ['nothing was after a good value', ONE_GOOD, 'missing'],
    ['nothing was after a bad value', ONE_BAD, 'breached'],
    ['something was, and it was bad', SOME, 'breached'],
    ['nobody says why', '', 'breached'],
  ])('says that %s', (_sentence, reason, cause) => {
    expect(signalOf(change(reason), alarms)).toMatchObject({ cause });
  });

  test('has its labels and description from the definitions, whatever CloudWatch was given', () => {
    expect(signalOf(change(SOME), alarms, { via: 'slack' })).toMatchObject({
      labels: { team: 'web', severity: 'critical' },
      description: 'ours',
      via: [],
    });
  });

  test('of a part of another alarm is none', () => {
    expect(signalOf(change(SOME, 'vedette/quote/part'), alarms)).toBeUndefined();
  });

  test('of an alarm of ours that no definition names any more is none: its check is being removed', () => {
    expect(signalOf(change(NO_DATA, 'vedette/removed/failed'), alarms, { via: 'slack' })).toBeUndefined();
    expect(signalOf(change(SOME, 'vedette/removed/failed'), alarms, { via: 'slack' })).toBeUndefined();
    expect(signalOf(change(SOME, 'theirs'), alarms, { via: 'slack' })).toMatchObject({ via: ['slack'] });
  });

  test('of a composite that only makes room for actions is none', () => {
    const [, ...more] = actionsOf(alarm('vedette/quote/failed'), ['a', 'b', 'c', 'd', 'e', 'f']);
    expect(more.map(({ alarm }) => signalOf(change(SOME, alarm.name), alarms))).toEqual([undefined]);
  });
});
