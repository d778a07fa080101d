import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { http } from '../../index.ts';
import type { ProjectOptions } from '../../model/project.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';

const options: ProjectOptions = {
  home: 'ap-southeast-2',
  alarmStacks: 2,
  checks: [
    http('near', { url }),
    http('far', { url, locations: ['us-east-1', 'eu-west-1'] }),
    http('off', { url, locations: ['sa-east-1'], enabled: false }),
  ],
};

test('a stack for home, one for each location, and the alarm stacks, each in its region', () => {
  const { ids, stack } = synthesize(options);
  const regions = Object.fromEntries(ids.map((id) => [id, stack(id).region]));
  expect(regions).toEqual({
    VedetteHome: 'ap-southeast-2',
    'VedetteProbe-ap-southeast-2': 'ap-southeast-2',
    'VedetteProbe-eu-west-1': 'eu-west-1',
    // Its only check is disabled; without a stack, the one that is deployed would go on with it.
    'VedetteProbe-sa-east-1': 'sa-east-1',
    'VedetteProbe-us-east-1': 'us-east-1',
    VedetteAlarms0: 'ap-southeast-2',
    VedetteAlarms1: 'ap-southeast-2',
    VedetteComposites: 'ap-southeast-2',
  });
});

test('probes are deployed before what is missing without them', () => {
  const { ids, stack } = synthesize(options);
  const before = (id: string) =>
    stack(id)
      .dependencies.map(({ node }) => node.id)
      .sort();
  const probes = ids.filter((id) => id.startsWith('VedetteProbe')).sort();
  expect(before('VedetteHome')).toEqual(probes);
  expect(before('VedetteAlarms1')).toEqual(['VedetteHome']);
  expect(before('VedetteComposites')).toEqual(['VedetteAlarms0', 'VedetteAlarms1']);
  for (const id of probes) expect(before(id)).toEqual([]);
});

test('no stack imports from another, and none exports', () => {
  const { ids, template } = synthesize(options);
  for (const id of ids) {
    const { Outputs, ...rest } = template(id).toJSON();
    expect(Outputs).toBeUndefined();
    expect(JSON.stringify(rest)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
  }
});

test('everything that can be tagged is', () => {
  const { template } = synthesize(options);
  const tagged = { Tags: Match.arrayWith([{ Key: 'project', Value: 'vedette' }]) };
  for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
    template('VedetteProbe-us-east-1').allResourcesProperties(type, tagged);
  }
  for (const type of ['AWS::SNS::Topic', 'AWS::KMS::Key', 'AWS::CloudWatch::Alarm']) {
    template('VedetteHome').allResourcesProperties(type, tagged);
  }
});

test.each([
  ['off unless asked for', {}, false],
  ['on for every stack when asked for', { terminationProtection: true }, true],
])('termination protection is %s', (_, asked, expected) => {
  const { ids, stack } = synthesize({ ...options, ...asked });
  expect(ids.map((id) => stack(id).terminationProtection)).toEqual(ids.map(() => expected));
});

test('the account is the one that is known, or whichever deploys', () => {
  const topicOf = (account?: string) => {
    const { template } = synthesize({ ...options, alarmStacks: 1 }, { ...(account && { account }) });
    const alarms = resourcesOf(template('VedetteAlarms0'), 'AWS::CloudWatch::Alarm');
    const [topic] = alarms.flatMap(([, { Properties }]) => Properties.AlarmActions);
    return topic;
  };
  expect(topicOf('123456789012')).toBe('arn:aws:sns:ap-southeast-2:123456789012:vedette-alarms');
  expect(topicOf()).toEqual({
    'Fn::Join': ['', ['arn:aws:sns:ap-southeast-2:', { Ref: 'AWS::AccountId' }, ':vedette-alarms']],
  });
});
