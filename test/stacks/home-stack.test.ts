import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import { label, type ProjectOptions } from '../../index.ts';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { ACCOUNT, home, homeOf, idOf, many, topicId } from './home.ts';
import { resourcesOf } from './synthesize.ts';

/** The function with this description. */
const functionOf = (template: typeof home, description: string) => {
  const id = idOf(template, 'AWS::Lambda::Function', { Description: description });
  return { id, properties: template.toJSON().Resources[id].Properties };
};

const NOTIFY = 'Tells receivers what alarms said';
const RECONCILE = 'Compares what fires with what was told, each minute';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** What the role of a function may do, but write its log and publish metrics. */
function accessOf(template: typeof home, description: string): Record<string, unknown> {
  const [role] = functionOf(template, description).properties.Role['Fn::GetAtt'];
  const statements = resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => !/PutMetricData|PutLogEvents/.test(JSON.stringify(Action)));
  return Object.fromEntries(statements.map(({ Action, Resource }) => [[Action].flat().join(' '), Resource]));
}

describe('what tells', () => {
  it('the table is of one shape with the store, sealed and brought back to any second', () => {
    home.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        TableName: 'vedette-notifications',
        KeySchema: [
          { AttributeName: 'shelf', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: false,
      },
    });
    homeOf({ terminationProtection: true }).hasResourceProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
    });
  });

  it.each<[sentence: string, Partial<ProjectOptions>, object]>([
    ['as long as the shortest wait', {}, { BatchSize: 500, MaximumBatchingWindowInSeconds: 10 }],
    [
      'of all routes that an alarm takes',
      {
        routes: {
          receiver: 'alarms',
          groupWait: '2m',
          routes: [{ match: [label('role').is('watchdog')], groupWait: '30s' }],
        },
      },
      { BatchSize: 500, MaximumBatchingWindowInSeconds: 30 },
    ],
    [
      'not at all where one does not wait',
      { routes: { receiver: 'alarms', groupWait: '0s' } },
      { BatchSize: 10, MaximumBatchingWindowInSeconds: Match.absent() },
    ],
  ])('gathers alarms %s', (_, options, expected) => {
    const template = homeOf(options);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: functionOf(template, NOTIFY).id },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
      ...expected,
    });
  });

  it('does not gather wakes: each would be late by that time', () => {
    const sources = resourcesOf(home, 'AWS::Lambda::EventSourceMapping').map(
      ([, { Properties }]) => Properties,
    );
    const windows = sources.map(({ MaximumBatchingWindowInSeconds }) => MaximumBatchingWindowInSeconds);
    expect(windows).toEqual(expect.arrayContaining([10, undefined]));
    const { WAKE_QUEUE_URL } = functionOf(home, NOTIFY).properties.Environment.Variables;
    const straight = sources.find(({ MaximumBatchingWindowInSeconds: window }) => window === undefined);
    expect(straight?.EventSourceArn).toEqual({ 'Fn::GetAtt': [WAKE_QUEUE_URL.Ref, 'Arn'] });
  });

  it('a message is hidden six times as long as its function may take, and what gathering takes', () => {
    const { Timeout } = functionOf(home, NOTIFY).properties;
    home.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 6 * Timeout + 10,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
  });

  it('reconcile is called each minute, and not insisted on', () => {
    const { id } = functionOf(home, RECONCILE);
    home.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(* * * * ? *)',
      Target: Match.objectLike({ Arn: { 'Fn::GetAtt': [id, 'Arn'] }, DeadLetterConfig: Match.anyValue() }),
    });
    home.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: id },
      MaximumRetryAttempts: 0,
    });
  });

  const common = {
    VEDETTE_TARGET: 'x',
    HOME_REGION: 'ap-southeast-2',
    TABLE_NAME: expect.anything(),
    WAKE_QUEUE_URL: expect.anything(),
  };

  it.each([
    ['notify', NOTIFY, {}],
    ['reconcile', RECONCILE, { DEAD_LETTER_QUEUE_URLS: expect.anything() }],
  ])('%s gets the variables of its contract and no more', (name, description, own) => {
    const { Environment } = functionOf(home, description).properties;
    expect(Environment.Variables).toEqual({
      ...common,
      ...own,
      POWERTOOLS_SERVICE_NAME: `vedette-${name}`,
    });
  });

  it('reconcile counts the dead letters of notifications and of its own ticks', () => {
    const urls = JSON.stringify(
      functionOf(home, RECONCILE).properties.Environment.Variables.DEAD_LETTER_QUEUE_URLS,
    );
    const letters = resourcesOf(home, 'AWS::SQS::Queue').filter(
      ([, { Properties }]) => !('RedrivePolicy' in Properties),
    );
    expect(letters).toHaveLength(2);
    for (const [id] of letters) expect(urls).toContain(`{"Ref":"${id}"}`);
  });
});

describe('what they may', () => {
  const log = (region: string) => `arn:aws:logs:${region}:${ACCOUNT}:log-group:/vedette/probe:*`;

  const SEE_AND_REMEMBER = [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'cloudwatch:GetMetricWidgetImage',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'logs:FilterLogEvents',
  ];
  const WORK_OFF = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueUrl', 'ReceiveMessage'];

  it.each([
    ['notify', NOTIFY, WORK_OFF.map((action) => `sqs:${action}`)],
    ['reconcile', RECONCILE, []],
  ])('%s, where nothing is sent, may see and remember, and no more', (_, description, own) => {
    const actions = Object.keys(accessOf(home, description)).flatMap((some) => some.split(' '));
    expect([...new Set(actions)].sort()).toEqual(
      [...SEE_AND_REMEMBER, ...own, 'sqs:GetQueueAttributes', 'sqs:SendMessage'].sort(),
    );
  });

  it('read the log of probes where there are some', () => {
    const policies = JSON.stringify(resourcesOf(home, 'AWS::IAM::Policy'));
    expect(policies).toContain(log('eu-west-1'));
    expect(policies).toContain(log('us-east-1'));
    expect(policies).not.toContain(log('ap-southeast-2'));
  });

  it.each([NOTIFY, RECONCILE])(
    '%s: publish texts to their topics, and read the secrets of receivers',
    (description) => {
      const access = accessOf(many, description);
      expect(access).toMatchObject({
        'sns:Publish': [{ Ref: topicId('email-texts') }, { Ref: topicId('sms-texts') }],
        'kms:Decrypt kms:GenerateDataKey': expect.anything(),
        'ssm:GetParameter ssm:GetParameters': [
          `arn:aws:ssm:ap-southeast-2:${ACCOUNT}:parameter/aws/reference/secretsmanager/pd/key`,
          `arn:aws:ssm:ap-southeast-2:${ACCOUNT}:parameter/vedette/slack/token`,
        ],
      });
    },
  );
});

test('Vedette watches itself at every location', () => {
  const names = resourcesOf(home, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
  const expected = ['eu-west-1', 'us-east-1'].flatMap(selfAlarmsOf).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(expected));
  expect(names).toContain('vedette/self/eu-west-1/watchdog');
  expect(names).toContain('vedette/self/ap-southeast-2/reconcile');
  expect(names).toContain('vedette/self/alarms/undeliverable');
});
