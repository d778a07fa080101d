import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import example from '../../checks/index.ts';
import { browser, email, http, pagerduty, secret, slack, sms } from '../../index.ts';
import { LOCATIONS } from '../../model/location.ts';
import type { ProjectOptions } from '../../model/project.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';

/** The rules of CDK are a WebAssembly module, slow to start on a busy machine. */
const RULES_MS = 60_000;

/** One of everything that a definition can make a stack of. */
const everything: ProjectOptions = {
  home: 'eu-west-1',
  alarmStacks: 2,
  terminationProtection: true,
  receivers: [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token'), fallback: 'email' }),
    pagerduty('pagerduty', { routingKey: secret('/aws/reference/secretsmanager/pd/key'), native: true }),
    email('email', { addresses: ['desk@example.com'] }),
    sms('sms', { numbers: ['+61412345678'] }),
  ],
  checks: [
    http('plain', { url, thresholds: { degraded: '500ms' } }),
    http('secret', { url, locations: ['us-east-1', 'eu-west-1'], auth: { bearer: secret('a/token') } }),
    http('wide', { url, locations: LOCATIONS.slice(0, 12), failWhen: '50%', dependsOn: ['plain', 'secret'] }),
    http('child', { url, dependsOn: 'plain' }),
    browser('journey', {
      journey: async () => {},
      locations: ['us-east-1'],
      secrets: [secret('b/password')],
    }),
    http('managed', { url, auth: { bearer: secret('/aws/reference/secretsmanager/exchange') } }),
  ],
};

const withRules = (options: ProjectOptions, account?: string): Synthesized => {
  const made = synthesize(options, { validated: true, ...(account && { account }) });
  Validations.of(made.app).addPlugins(new AwsSolutionsChecks(made.app));
  return made;
};

/** What CDK's own rules and AwsSolutions say of the templates. */
function violationsOf({ app }: Synthesized): string[] {
  const { directory } = app.synth();
  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: { violations: { ruleName: string }[] }) =>
    violations.map(({ ruleName }) => ruleName),
  );
}

test.each([
  ['the example', example, undefined],
  ['one of everything, in any account', everything, undefined],
  ['one of everything, in a known account', everything, '123456789012'],
])('%s keeps the AwsSolutions rules and those of CDK', { timeout: RULES_MS }, (_, options, account) => {
  expect(violationsOf(withRules(options, account))).toEqual([]);
});

test('a resource that does not keep them stops the synthesis', () => {
  const made = withRules(example);
  new Queue(new Stack(made.app, 'Careless'), 'Queue');
  expect(() => made.app.synth()).toThrow('AwsSolutions-SQS4');
});
