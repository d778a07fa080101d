import { Match, type Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { http, secret } from '../../index.ts';
import { FLUSH_RESERVE_MS, RUN_BUDGET_MS } from '../../model/plan.ts';
import { allowed, statementsOf } from './statements.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';

const { template } = synthesize(
  {
    home: 'ap-southeast-2',
    checks: [
      http('plain', { url }),
      http('token', {
        url,
        locations: ['us-east-1', 'eu-west-1'],
        auth: { bearer: secret('portfolio/token') },
      }),
      http('managed', {
        url,
        locations: ['eu-west-1'],
        auth: { bearer: secret('/aws/reference/secretsmanager/exchange/key') },
      }),
    ],
  },
  { variables: { VEDETTE_TARGET: url }, account: '123456789012' },
);

const home = template('VedetteProbe-ap-southeast-2');
const virginia = template('VedetteProbe-us-east-1');
const ireland = template('VedetteProbe-eu-west-1');

/** The function with this description. */
const functionOf = (stack: Template, description: RegExp) => {
  const found = resourcesOf(stack, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    description.test(String(Properties.Description)),
  );
  if (!found) throw new Error(`no function is described as ${description}`);
  return { id: found[0], properties: found[1].Properties };
};

const variablesOf = (stack: Template, description: RegExp) => {
  const { Environment } = functionOf(stack, description).properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
};

test('three functions, each on arm64, current, with a log group and a role of its own', () => {
  const functions = resourcesOf(home, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
  expect(functions).toHaveLength(3);
  for (const { Architectures, Runtime, Handler } of functions) {
    expect({ Architectures, Runtime, Handler }).toEqual({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
    });
  }
  const own = (property: (one: Record<string, unknown>) => unknown) =>
    new Set(functions.map((one) => JSON.stringify(property(one)))).size;
  expect(own(({ Role }) => Role)).toBe(3);
  expect(own(({ LoggingConfig }) => LoggingConfig)).toBe(3);
  home.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  home.resourceCountIs('AWS::Logs::LogGroup', 3);
});

test('no role has a managed policy', () => {
  home.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('the only resource without a name is CloudWatch, and there only our namespace', () => {
  const open = statementsOf(ireland).filter(({ Resource }) => Resource === '*');
  expect(open).toHaveLength(3);
  for (const { Action, Condition } of open) {
    expect(Action).toBe('cloudwatch:PutMetricData');
    expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Vedette' } });
  }
});

test('no action is a pattern', () => {
  const actions = statementsOf(ireland).flatMap(({ Action }) => Action);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

test('the probe reads the secrets of the checks that it runs, and no others', () => {
  const parameter = (region: string, name: string) => `arn:aws:ssm:${region}:123456789012:parameter/${name}`;
  expect(allowed(home, 'ssm:GetParameter')).toEqual([]);
  expect(allowed(home, 'kms:Decrypt')).toEqual([]);
  expect(allowed(virginia, 'ssm:GetParameter').map(({ Resource }) => Resource)).toEqual([
    parameter('us-east-1', 'vedette/portfolio/token'),
  ]);
  expect(allowed(ireland, 'ssm:GetParameter').map(({ Resource }) => Resource)).toEqual([
    [
      parameter('eu-west-1', 'aws/reference/secretsmanager/exchange/key'),
      parameter('eu-west-1', 'vedette/portfolio/token'),
    ],
  ]);
});

test('a key decrypts what holds secrets, and nothing else', () => {
  const viaOf = (stack: Template) => allowed(stack, 'kms:Decrypt').map(({ Condition }) => Condition);
  expect(viaOf(virginia)).toEqual([{ StringEquals: { 'kms:ViaService': ['ssm.us-east-1.amazonaws.com'] } }]);
  expect(viaOf(ireland)).toEqual([
    {
      StringEquals: {
        'kms:ViaService': ['ssm.eu-west-1.amazonaws.com', 'secretsmanager.eu-west-1.amazonaws.com'],
      },
    },
  ]);
  expect(allowed(ireland, 'secretsmanager:GetSecretValue').map(({ Resource }) => Resource)).toEqual([
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:exchange/key-??????',
  ]);
});

test('every queue is encrypted, refuses plain connections, and has dead letters or is for them', () => {
  const queues = resourcesOf(home, 'AWS::SQS::Queue');
  expect(queues).toHaveLength(5);
  home.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  home.resourceCountIs('AWS::SQS::QueuePolicy', 5);
  home.allResourcesProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    },
  });
  const worked = queues.filter(([, { Properties }]) => 'RedrivePolicy' in Properties);
  const targets = JSON.stringify([
    ...worked.map(([, { Properties }]) => Properties.RedrivePolicy),
    functionOf(home, /minute/).properties.DeadLetterConfig,
  ]);
  const letters = queues.filter(([, { Properties }]) => !('RedrivePolicy' in Properties));
  expect(worked).toHaveLength(2);
  for (const [id, { Properties }] of letters) {
    expect(targets).toContain(id);
    expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  }
});

test('a probe message is gone in minutes, a spooled one stays as long as CloudWatch would take it', () => {
  home.hasResourceProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: 900,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 2 }),
  });
  home.hasResourceProperties('AWS::SQS::Queue', {
    MessageRetentionPeriod: 14 * 86_400,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 100 }),
    DelaySeconds: 60,
  });
});

test('a message stays hidden for as long as its function may take; in the spool six times as long', () => {
  const hidden = resourcesOf(home, 'AWS::SQS::Queue')
    .filter(([, { Properties }]) => 'RedrivePolicy' in Properties)
    .map(([, { Properties }]) => Properties.VisibilityTimeout);
  const { Timeout: probe } = functionOf(home, /Probes/).properties;
  const { Timeout: flush } = functionOf(home, /again/).properties;
  expect(hidden.sort()).toEqual([probe, 6 * Number(flush)].sort());
});

test('a probe has the time of its budget, and then some to publish', () => {
  const { Timeout } = functionOf(home, /Probes/).properties;
  expect(Number(Timeout) * 1_000).toBeGreaterThan(RUN_BUDGET_MS + FLUSH_RESERVE_MS);
});

test('both queues report each message that failed by itself, and are bounded', () => {
  home.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
  home.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: Match.anyValue() },
  });
});

test('a tick at the start of each minute names its minute, and is not insisted on', () => {
  const { id } = functionOf(home, /minute/);
  home.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(* * * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: Match.objectLike({
      Arn: { 'Fn::GetAtt': [id, 'Arn'] },
      Input: '{"time":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 },
      DeadLetterConfig: Match.anyValue(),
    }),
  });
  home.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: id },
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
  expect(allowed(home, 'lambda:InvokeFunction').map(({ Resource }) => Resource)).toEqual([
    { 'Fn::GetAtt': [id, 'Arn'] },
  ]);
});

const everywhere = {
  VEDETTE_TARGET: url,
  LOCATION: 'us-east-1',
  HOME_REGION: 'ap-southeast-2',
};

test.each([
  ['dispatch', /minute/, { PROBE_QUEUE_URL: expect.anything(), DEAD_LETTER_QUEUE_URLS: expect.anything() }],
  ['probe', /Probes/, { SPOOL_QUEUE_URL: expect.anything(), LOG_SAMPLE_RATE: '0' }],
  ['flush-spool', /again/, {}],
])('%s gets the variables of its contract and no more', (name, description, own) => {
  expect(variablesOf(virginia, description)).toEqual({
    ...everywhere,
    ...own,
    POWERTOOLS_SERVICE_NAME: `vedette-${name}`,
  });
});

test('dispatch counts the dead letters of its location: of probes, spool and ticks', () => {
  const urls = JSON.stringify(variablesOf(virginia, /minute/).DEAD_LETTER_QUEUE_URLS);
  const letters = resourcesOf(virginia, 'AWS::SQS::Queue')
    .filter(([, { Properties }]) => !('RedrivePolicy' in Properties))
    .map(([id]) => id);
  expect(letters).toHaveLength(3);
  for (const id of letters) expect(urls).toContain(`{"Ref":"${id}"}`);
  expect(JSON.stringify(allowed(virginia, 'sqs:GetQueueAttributes'))).toEqual(
    expect.stringMatching(new RegExp(letters.map((id) => `(?=.*${id})`).join(''))),
  );
});

test('the log of the probes has a name, by which the notifier looks for it in every region', () => {
  const { LoggingConfig } = functionOf(home, /Probes/).properties;
  const [[id] = []] = resourcesOf(home, 'AWS::Logs::LogGroup').filter(
    ([, { Properties }]) => Properties.LogGroupName === '/vedette/probe',
  );
  expect(LoggingConfig).toMatchObject({ LogGroup: { Ref: id } });
});

test('no other resource has a physical name: nothing outside refers to one', () => {
  for (const [type, name] of [
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::Lambda::Function', 'FunctionName'],
    ['AWS::IAM::Role', 'RoleName'],
  ] as const) {
    home.allResourcesProperties(type, { [name]: Match.absent() });
  }
  const names = resourcesOf(home, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.LogGroupName);
  expect(names.filter((name) => name !== undefined)).toEqual(['/vedette/probe']);
});
