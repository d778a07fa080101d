import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * Adding a kind is one folder and one line: a copy of the project gets the folder `test/banner` as `probes/banner`
 * and one line in the registry. Then it compiles, validates, runs and reports the new kind, with nothing else edited.
 */
const ROOT = join(import.meta.dirname, '..');
const COPIED = [
  'index.ts',
  'package.json',
  'tsconfig.json',
  'model',
  'probes',
  'functions',
  'checks',
  'local',
];

const isNoTest = (file: string): boolean => !file.endsWith('.test.ts');

const run = promisify(execFile);

let copy: string;
let server: Server;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'vedette-kind-'));
  await Promise.all(
    COPIED.map((name) => cp(join(ROOT, name), join(copy, name), { recursive: true, filter: isNoTest })),
  );
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await cp(join(import.meta.dirname, 'banner'), join(copy, 'probes/banner'), { recursive: true });
  await appendFile(join(copy, 'probes/registry.ts'), "export * from './banner/check.ts';\n");
  server = createServer((socket) => socket.end('220 mail.example.com ready\r\n')).listen(0, '127.0.0.1');
  await writeFile(
    join(copy, 'checks/index.ts'),
    `import { banner, project, text } from 'vedette';
const { port } = JSON.parse(process.env.VEDETTE_TARGET ?? '{}');
export default project({ home: 'eu-west-1', checks: [
  banner('mail', { host: 'localhost', port, network: 'private', expect: [text.matches(/^220 /)] }),
] });
`,
  );
});

afterAll(async () => {
  server.close();
  await rm(copy, { recursive: true });
});

it('compiles: the kinds and their checks derive from the registry', { timeout: 60_000 }, async () => {
  await writeFile(
    join(copy, 'model/derived.ts'),
    `import type { CheckOf, Kind } from '../probes/kinds.ts';
export const kind: Kind = 'banner';
export const portOf = ({ spec }: CheckOf<'banner'>): number => spec.port;
`,
  );
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  const { stdout } = await run(tsc, ['--noEmit', '-p', join(copy, 'tsconfig.json')]).catch((error) => error);
  expect(stdout).toBe('');
});

it('runs from its definition to its result', { timeout: 60_000 }, async () => {
  const { port } = server.address() as AddressInfo;
  const { stdout } = await run('node', ['local/vedette.js', 'run', '--once', '--reporter', 'json'], {
    cwd: copy,
    env: { ...process.env, VEDETTE_TARGET: JSON.stringify({ port }) },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    check: 'mail',
    kind: 'banner',
    state: 'passed',
    target: `banner of localhost:${port}`,
    attempts: [{ assertions: [{ verdict: 'held' }] }],
  });
});

it('has the alarms that it asks for, at all of its locations', { timeout: 60_000 }, async () => {
  const script = join(copy, 'alarms.ts');
  await writeFile(
    script,
    `import { alarmsOfAll } from './model/alarm/check-alarms.ts';
import { project } from './model/project.ts';
import { resolve } from './model/resolve.ts';
import { kinds } from './probes/kinds.ts';
import { banner } from './probes/registry.ts';
const mail = banner('mail', { host: 'a.example', port: 25, locations: ['eu-west-1', 'us-east-1'], failWhen: 'any' });
const { checks } = resolve(project({ home: 'eu-west-1', checks: [mail] }), kinds);
console.log(JSON.stringify(alarmsOfAll(checks)));
`,
  );
  const { stdout } = await run('node', ['--import', 'tsx', script], { cwd: copy });
  const alarms = JSON.parse(stdout);
  expect(alarms.map(({ name }: { name: string }) => name)).toEqual([
    'vedette/mail/failed',
    'vedette/mail/hesitant',
  ]);
  expect(alarms[1]).toMatchObject({
    role: 'hesitant',
    severity: 'info',
    labels: { check: 'mail', kind: 'banner', role: 'hesitant', severity: 'info' },
    metrics: [
      { metric: 'duration', statistic: 'Minimum', dimensions: { Check: 'mail', Location: 'eu-west-1' } },
      { metric: 'duration', statistic: 'Minimum', dimensions: { Check: 'mail', Location: 'us-east-1' } },
    ],
    expression: 'MAX([m1,m2])',
    comparison: 'above',
    threshold: 5_000,
    window: { failures: 5, of: 5 },
    missing: 'notBreaching',
    isTold: true,
  });
  expect(alarms[1].description).toContain('**mail** greets late, as servers do that are at their limit.');
});
