import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { http } from '../../index.ts';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const { template } = synthesize(
  {
    home: 'ap-southeast-2',
    checks: [http('site', { url: 'https://exchange.example.com/', locations: ['us-east-1', 'eu-west-1'] })],
  },
  { account: '123456789012' },
);
const home = template('VedetteHome');

test('the topic has a stable name, and a key that is not the one CloudWatch cannot use', () => {
  const [[key] = []] = resourcesOf(home, 'AWS::KMS::Key');
  home.resourceCountIs('AWS::SNS::Topic', 1);
  home.hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'vedette-alarms',
    KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
  });
});

test('CloudWatch may encrypt with the key, without a condition that would refuse it', () => {
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

test('only our own alarms may publish to the topic, and nobody over a plain connection', () => {
  home.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: {
            ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:ap-southeast-2:123456789012:alarm:vedette/*' },
            StringEquals: { 'aws:SourceAccount': '123456789012' },
          },
        }),
      ],
    },
  });
});

test('Vedette watches itself at every location', () => {
  const names = resourcesOf(home, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
  const expected = ['eu-west-1', 'us-east-1'].flatMap(selfAlarmsOf).map(({ name }) => name);
  expect(names.sort()).toEqual(expected.sort());
  expect(names).toContain('vedette/self/eu-west-1/watchdog');
});

test('an alarm on Vedette speaks to the topic when it begins and when it ends', () => {
  const [[topic] = []] = resourcesOf(home, 'AWS::SNS::Topic');
  home.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [{ Ref: topic }],
    OKActions: [{ Ref: topic }],
  });
});
