import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { email, topic } from '../../index.ts';
import { ACCOUNT, home, homeOf, idOf, many, topicId } from './home.ts';
import { resourcesOf } from './synthesize.ts';

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
