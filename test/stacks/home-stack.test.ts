import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import {
  email,
  http,
  label,
  type ProjectOptions,
  pagerduty,
  secret,
  slack,
  sms,
  topic,
} from '../../index.ts';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const checks = [
  http('site', { url: 'https://exchange.example.com/', locations: ['us-east-1', 'eu-west-1'] }),
];

const ACCOUNT = '123456789012';

const homeOf = (options: Partial<ProjectOptions> = {}) =>
  synthesize(
    { home: 'ap-southeast-2', checks, ...options },
    { account: ACCOUNT, variables: { VEDETTE_TARGET: 'x' } },
  ).template('VedetteHome');

const home = homeOf();

/** One of each that makes a difference. */
const many = homeOf({
  receivers: [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token'), fallback: 'email' }),
    email('email', { addresses: ['desk@example.com', 'night@example.com'] }),
    sms('sms', { numbers: ['+61412345678'] }),
    pagerduty('pagerduty', { routingKey: secret('/aws/reference/secretsmanager/pd/key'), native: true }),
    topic('business', {}),
  ],
});

const idOf = (template: typeof home, type: string, name: object): string => {
  const [id] = Object.keys(template.findResources(type, { Properties: name }));
  if (!id) throw new Error(`there is no ${type} ${JSON.stringify(name)}`);
  return id;
};

const topicId = (name: string, template = many) =>
  idOf(template, 'AWS::SNS::Topic', { TopicName: `vedette-${name}` });

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

describe('topics', () => {
  it('the one that there always was keeps its name and its place, and so its subscribers', () => {
    expect(
      resourcesOf(home, 'AWS::SNS::Topic').map(([id, { Properties }]) => [id, Properties.TopicName]),
    ).toEqual([['AlarmTopicC2164170', 'vedette-alarms']]);
  });

  it('one a receiver, and one for texts where somebody reads them, under one key of our own', () => {
    const [[key] = []] = resourcesOf(many, 'AWS::KMS::Key');
    const topics = resourcesOf(many, 'AWS::SNS::Topic').map(([, { Properties }]) => Properties);
    expect(topics.map(({ TopicName }) => TopicName).sort()).toEqual([
      'vedette-business',
      'vedette-email',
      'vedette-email-texts',
      'vedette-pagerduty',
      'vedette-slack',
      'vedette-sms',
      'vedette-sms-texts',
    ]);
    many.resourceCountIs('AWS::KMS::Key', 1);
    many.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } });
  });

  it('CloudWatch may encrypt with the key, without a condition that would refuse it', () => {
    home.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AlarmsMayEncrypt',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
        ]),
      },
    });
  });

  it('any alarm of the account may publish, and nobody over a plain connection', () => {
    home.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: {
              ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:ap-southeast-2:${ACCOUNT}:alarm:*` },
              StringEquals: { 'aws:SourceAccount': ACCOUNT },
            },
          }),
        ],
      },
    });
    many.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny' })]) },
    });
    many.resourceCountIs('AWS::SNS::TopicPolicy', 7);
  });

  it('no alarm publishes to a topic of texts', () => {
    const policies = resourcesOf(many, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties);
    const open = policies.filter((policy) => JSON.stringify(policy).includes('cloudwatch.amazonaws.com'));
    const topics = open.flatMap(({ Topics }) => Topics as { Ref: string }[]).map(({ Ref }) => Ref);
    expect(topics.sort()).toEqual(
      ['business', 'email', 'pagerduty', 'slack', 'sms'].map((name) => topicId(name)).sort(),
    );
  });
});

describe('who listens', () => {
  const subscriptionsTo = (name: string) =>
    resourcesOf(many, 'AWS::SNS::Subscription')
      .map(([, { Properties }]) => Properties)
      .filter(({ TopicArn }) => JSON.stringify(TopicArn) === JSON.stringify({ Ref: topicId(name) }))
      .map(({ TopicArn: _, ...rest }) => rest);

  const queue = { Protocol: 'sqs', Endpoint: expect.anything() };
  const self = {
    FilterPolicy: { AlarmName: [{ prefix: 'vedette/self/' }] },
    FilterPolicyScope: 'MessageBody',
  };

  it.each<[string, unknown[]]>([
    ['slack', [queue]],
    ['business', [queue]],
    [
      'email-texts',
      [
        { Protocol: 'email', Endpoint: 'desk@example.com' },
        { Protocol: 'email', Endpoint: 'night@example.com' },
      ],
    ],
    [
      'email',
      [
        { Protocol: 'email', Endpoint: 'desk@example.com', ...self },
        { Protocol: 'email', Endpoint: 'night@example.com', ...self },
        queue,
      ],
    ],
    ['sms-texts', [{ Protocol: 'sms', Endpoint: '+61412345678' }]],
    [
      'pagerduty',
      [
        {
          Protocol: 'https',
          Endpoint:
            'https://events.pagerduty.com/integration/{{resolve:secretsmanager:pd/key:SecretString}}/enqueue',
        },
        queue,
      ],
    ],
  ])('to vedette-%s', (name, expected) => {
    expect(subscriptionsTo(name)).toEqual(expected);
  });

  it('an address less leaves the other subscriptions what they are', () => {
    const idsOf = (...addresses: string[]) =>
      resourcesOf(homeOf({ receivers: [email('email', { addresses })] }), 'AWS::SNS::Subscription')
        .filter(([, { Properties }]) => Properties.Endpoint === 'night@example.com')
        .map(([id]) => id);
    expect(idsOf('night@example.com')).toEqual(idsOf('desk@example.com', 'night@example.com'));
  });

  it('the queue takes from these topics alone, in one statement however many they are', () => {
    const { Statement } = resourcesOf(many, 'AWS::SQS::QueuePolicy')
      .map(([, { Properties }]) => Properties.PolicyDocument as { Statement: Record<string, unknown>[] })
      .find((policy) => JSON.stringify(policy).includes('sns.amazonaws.com')) ?? { Statement: [] };
    expect(Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny' }),
      expect.objectContaining({
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: {
          ArnEquals: {
            'aws:SourceArn': ['slack', 'email', 'sms', 'pagerduty', 'business'].map((name) => ({
              Ref: topicId(name),
            })),
          },
        },
      }),
    ]);
  });
});

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

describe('an alarm on Vedette speaks when it begins and when it ends', () => {
  const actionsOf = (template: typeof home, role: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmName }) => AlarmName === `vedette/self/eu-west-1/${role}`)
      .map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])[0];

  it('to the topic that there always is', () => {
    const alarms = [{ Ref: topicId('alarms', home) }];
    expect(actionsOf(home, 'watchdog')).toEqual([alarms, alarms]);
  });

  it('to the topics of the receivers that its labels reach', () => {
    const refs = (...names: string[]) => names.map((name) => ({ Ref: topicId(name) }));
    const critical = refs('pagerduty', 'slack');
    const warning = refs('slack', 'email');
    expect(actionsOf(many, 'watchdog')).toEqual([critical, critical]);
    expect(actionsOf(many, 'undelivered')).toEqual([warning, warning]);
  });

  it('a drill to the one whose drill it is', () => {
    const drills = resourcesOf(many, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmName }) => String(AlarmName).startsWith('vedette/self/drill/'));
    expect(drills.map(({ AlarmName, AlarmActions }) => [AlarmName, AlarmActions])).toEqual(
      ['slack', 'email', 'sms', 'pagerduty', 'business'].map((name) => [
        `vedette/self/drill/${name}`,
        [{ Ref: topicId(name) }],
      ]),
    );
  });

  it('to the sixth through an alarm that follows it, once it is there', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const template = homeOf({
      receivers: names.map((name) => topic(name, {})),
      routes: { routes: names.map((receiver) => ({ receiver, continue: true })) },
    });
    const alarm = idOf(template, 'AWS::CloudWatch::Alarm', { AlarmName: 'vedette/self/eu-west-1/watchdog' });
    expect(template.toJSON().Resources[alarm].Properties.AlarmActions).toHaveLength(5);
    template.hasResource('AWS::CloudWatch::CompositeAlarm', {
      DependsOn: [alarm],
      Properties: Match.objectLike({
        AlarmName: 'vedette/self/eu-west-1/watchdog/fan-out-2',
        AlarmRule: 'ALARM("vedette/self/eu-west-1/watchdog")',
        AlarmActions: [{ Ref: topicId('f', template) }],
      }),
    });
  });
});
