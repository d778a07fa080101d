import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { LOGIN } from '../../local/demo/orders.ts';
import { type Checkout, checkout } from './checkout.ts';

/** Each starts the CDK, or the app in it, as a program of its own. */
vi.setConfig({ testTimeout: 60_000 });

const made: Checkout[] = [];
afterAll(() => {
  for (const { remove } of made) remove();
});

function copy(checks?: string): string {
  const one = checkout(checks);
  made.push(one);
  return one.directory;
}

/** No home, no account, no credentials, no region. */
const BARE = { PATH: process.env.PATH, HOME: '/nonexistent', CI: 'true' };

const run = (cwd: string, program: string, args: string[], env: object = {}): SpawnSyncReturns<string> =>
  spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...BARE, ...env } });

const runApp = (cwd: string, env: object = {}) =>
  run(cwd, process.execPath, ['--import', 'tsx', 'lib/app.ts'], { CDK_OUTDIR: join(cwd, 'cdk.out'), ...env });

const checksOf = (...definitions: string[]) => `import { http, project } from 'vedette';
export default project({ home: 'ap-southeast-2', checks: [${definitions.join(', ')}] });
`;

const WRONG = checksOf(
  "http('quote', { url: 'https://exchange.example.com/', every: '30s', timeout: '30s' })",
  "http('site', { url: 'exchange.example.com', timout: '5s' } as never)",
);

const FINDINGS = [
  'site: url: "exchange.example.com" is not an absolute http or https URL; write one such as \'https://example.com/\'',
  "site: timout: is not a property; did you mean 'timeout'?",
  "quote: timeout: 30s is not below every (30s); write at most '29s'",
];

test('an invalid definition ends with status 2 and a line for each finding, and nothing is synthesized', () => {
  const cwd = copy(WRONG);
  const { status, stderr, stdout } = runApp(cwd);
  expect(stderr.trim().split('\n')).toEqual(FINDINGS);
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(readdirSync(cwd)).not.toContain('cdk.out');
});

test('a variable too many for a function is a finding too', () => {
  const { status, stderr } = runApp(copy(checksOf("http('a', { url: 'https://exchange.example.com/' })")), {
    VEDETTE_BIG: 'x'.repeat(4_000),
  });
  expect(stderr).toContain('project: environment: the variables VEDETTE_* take 4011 bytes');
  expect(status).toBe(2);
});

test('cdk synth stops at an invalid definition and shows the findings', () => {
  const { status, stderr } = run(copy(WRONG), 'node_modules/.bin/cdk', ['synth', '--quiet']);
  for (const line of FINDINGS) expect(stderr).toContain(line);
  expect(status).not.toBe(0);
});

test('cdk synth needs no account, no credentials and no network, and no secret is in what it writes', () => {
  const cwd = copy();
  const { status, stderr } = run(cwd, 'node_modules/.bin/cdk', ['synth', '--quiet'], {
    VEDETTE_SECRET_PORTFOLIO_TOKEN: 'hunter2',
    // Whoever went to the network would be sent to a port where nobody listens.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toContain(
    'warning: project: network: a Lambda function cannot reach the private network of',
  );
  const texts = readdirSync(join(cwd, 'cdk.out'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(texts.length).toBeGreaterThan(20);
  const secrets = ['hunter2', 'VEDETTE_SECRET_PORTFOLIO', LOGIN.password];
  expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
});

test('a target in the open is no warning', () => {
  const { status, stderr } = runApp(copy(), { VEDETTE_TARGET: 'https://exchange.example.com' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
