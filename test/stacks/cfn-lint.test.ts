import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import example from '../../checks/index.ts';
import { browser, email, http, pagerduty, secret, slack, sms } from '../../index.ts';
import { LOCATIONS } from '../../model/location.ts';
import type { ProjectOptions } from '../../model/project.ts';
import { synthesize } from './synthesize.ts';

/** Python's start, and every schema, on a busy machine. */
const LINT_MS = 60_000;

const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;

const reason = hasCfnLint ? '' : ' (skipped: cfn-lint is not on the PATH)';

/** CDK names each dependency of a role twice: once by what the role is used for, once by `DependsOn`. */
const IGNORED = ['W3005'];

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

/** cfn-lint 1.51 has a schema of alarms that is older than their warm-up; CDK's is generated from the current one. */
const isOldSchema = ({ Rule, Message }: Match): boolean =>
  Rule.Id === 'E3002' && Message.includes("'WarmUpConfiguration' was unexpected");

const url = 'https://exchange.example.com/';

const far: ProjectOptions = {
  home: 'eu-west-1',
  receivers: [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token'), fallback: 'email' }),
    pagerduty('pagerduty', { routingKey: secret('/aws/reference/secretsmanager/pd/key'), native: true }),
    email('email', { addresses: ['desk@example.com'] }),
    sms('sms', { numbers: ['+61412345678'] }),
  ],
  checks: [
    http('wide', { url, locations: ['eu-west-1', 'us-east-1', 'sa-east-1'], thresholds: { degraded: '1s' } }),
    http('secret', { url, auth: { bearer: secret('a/token') } }),
    browser('journey', {
      journey: async () => {},
      locations: ['us-east-1'],
      secrets: [secret('b/password')],
    }),
    http('child', { url, dependsOn: ['wide', 'secret'] }),
    http('everywhere', { url, locations: LOCATIONS.slice(0, 11), failWhen: 'all', dependsOn: 'wide' }),
  ],
};

test.skipIf(!hasCfnLint).each([
  ['the example', example],
  ['checks at several locations', far],
])(`cfn-lint finds nothing in the templates of %s${reason}`, { timeout: LINT_MS }, (_, options) => {
  const { directory } = synthesize(options).app.synth();
  const templates = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
  expect(templates.length).toBeGreaterThan(5);
  const paths = templates.map((name) => join(directory, name));
  const { stdout } = spawnSync(
    'cfn-lint',
    ['--format', 'json', '--ignore-checks', ...IGNORED, '--template', ...paths],
    { encoding: 'utf8' },
  );
  const matches: Match[] = JSON.parse(stdout);
  expect(matches.filter((match) => !isOldSchema(match))).toEqual([]);
});
