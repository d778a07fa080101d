import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { browser, http, secret } from '../../index.ts';
import { allowed } from './statements.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';
const journey = async () => {};

const { template } = synthesize(
  {
    home: 'ap-southeast-2',
    checks: [
      http('plain', {
        url,
        locations: ['ap-southeast-2', 'eu-west-1'],
        auth: { bearer: secret('light/token') },
      }),
      browser('checkout', { journey, locations: ['eu-west-1'], secrets: [secret('browser/password')] }),
    ],
  },
  { account: '123456789012' },
);

const without = template('VedetteProbe-ap-southeast-2');
const withBrowser = template('VedetteProbe-eu-west-1');
const home = template('VedetteHome');

const functionOf = (stack: Template, service: string) => {
  const [found, ...more] = resourcesOf(stack, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
    JSON.stringify(Properties.Environment).includes(`"vedette-${service}"`),
  );
  if (!found || more.length > 0) throw new Error(`${service} is there ${more.length} times`);
  return found[1].Properties as Record<string, unknown> & {
    Environment: { Variables: Record<string, unknown> };
  };
};

describe('where no check needs a browser', () => {
  test('there is no bucket, no layer, no function and no queue for it', () => {
    without.resourceCountIs('AWS::S3::Bucket', 0);
    without.resourceCountIs('AWS::Lambda::LayerVersion', 0);
    without.resourceCountIs('AWS::Lambda::Function', 3);
    without.resourceCountIs('AWS::SQS::Queue', 5);
    expect(functionOf(without, 'dispatch').Environment.Variables).not.toHaveProperty('BROWSER_QUEUE_URL');
  });
});

describe('where a check needs a browser', () => {
  const probe = functionOf(withBrowser, 'probe-browser');

  test('it has a function of its own, on the processor that Chromium is there for', () => {
    expect(probe).toMatchObject({
      Architectures: ['x86_64'],
      Runtime: 'nodejs24.x',
      MemorySize: 2_048,
      EphemeralStorage: { Size: 1_024 },
      Timeout: functionOf(withBrowser, 'probe').Timeout,
    });
    const [[layer] = []] = resourcesOf(withBrowser, 'AWS::Lambda::LayerVersion');
    expect(probe.Layers).toEqual([{ Ref: layer }]);
    withBrowser.hasResourceProperties('AWS::Lambda::LayerVersion', {
      CompatibleArchitectures: ['x86_64'],
      CompatibleRuntimes: ['nodejs24.x'],
    });
  });

  test('what it logs is where the notifier looks', () => {
    expect(probe.LoggingConfig).toEqual(functionOf(withBrowser, 'probe').LoggingConfig);
  });

  test('its batches have a queue of their own, a message at a time, and bounded', () => {
    const { PROBE_QUEUE_URL, BROWSER_QUEUE_URL } = functionOf(withBrowser, 'dispatch').Environment
      .Variables as Record<string, { Ref: string }>;
    expect(BROWSER_QUEUE_URL).not.toEqual(PROBE_QUEUE_URL);
    withBrowser.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [BROWSER_QUEUE_URL?.Ref, 'Arn'] },
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 50 },
    });
    expect(allowed(withBrowser, 'sqs:SendMessage').filter(({ role }) => /Dispatch/.test(role))).toHaveLength(
      2,
    );
  });

  test('its dead letters are counted', () => {
    const urls = JSON.stringify(
      functionOf(withBrowser, 'dispatch').Environment.Variables.DEAD_LETTER_QUEUE_URLS,
    );
    expect(urls.match(/"Ref"/g)).toHaveLength(4);
    expect(urls).toContain('BrowserProbing');
  });

  test('each function reads the secrets of its own checks', () => {
    const secrets = Object.fromEntries(
      allowed(withBrowser, 'ssm:GetParameter').map(({ role, Resource }) => [role, Resource]),
    );
    const of = (name: string) => `arn:aws:ssm:eu-west-1:123456789012:parameter/vedette/${name}`;
    expect(Object.values(secrets)).toEqual([of('light/token'), of('browser/password')]);
    expect(Object.keys(secrets)[1]).toContain('Browser');
  });
});

describe('the bucket of evidence', () => {
  test('is encrypted, closed to the public, and empty after 30 days', () => {
    withBrowser.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: Match.absent(),
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30, Status: 'Enabled' })] },
      },
    });
  });

  test('refuses plain connections', () => {
    withBrowser.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ],
      },
    });
  });

  test('is written by the function that has a browser, which reads nothing in it', () => {
    const writers = allowed(withBrowser, 's3:PutObject');
    expect(writers).toHaveLength(1);
    expect(writers[0]?.role).toContain('BrowserProbing');
    expect(writers[0]?.Action).toBe('s3:PutObject');
  });

  test('is read by those who tell, and of this account alone', () => {
    const readers = allowed(home, 's3:GetObject');
    expect(readers).toHaveLength(2);
    for (const { Action, Resource, Condition } of readers) {
      expect(Action).toBe('s3:GetObject');
      expect(JSON.stringify(Resource)).toContain(':s3:::vedetteprobe-*/*');
      expect(Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': '123456789012' } });
    }
  });

  test('is read by nobody where no check needs a browser', () => {
    const plain = synthesize({ home: 'eu-west-1', checks: [http('plain', { url })] });
    expect(allowed(plain.template('VedetteHome'), 's3:GetObject')).toEqual([]);
  });
});
