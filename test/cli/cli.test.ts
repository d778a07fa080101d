import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Batch, plan } from '../../model/plan.ts';
import { beside, call, fixture, IDS, SHIPPED } from './program.ts';

describe('vedette', () => {
  const REFUSED: Record<string, { args: string[]; says: RegExp }> = {
    'a filter that fits nothing': {
      args: ['run', '--once', '--filter', 'bond'],
      says: new RegExp(`^no check has an id or a tag like "bond"; there are ${IDS.join(', ')}\n$`),
    },
    'a reporter that there is not': {
      args: ['run', '--reporter', 'xml'],
      says: /'xml' is invalid. Allowed choices are pretty, json, junit/,
    },
    'an unknown option': { args: ['list', '--jsn'], says: /^error: unknown option '--jsn'\n.*--json/ },
    'an unknown command': { args: ['lst'], says: /^error: unknown command 'lst'\n.*list/ },
    'a file that is not there': {
      args: ['validate', '--checks', 'nowhere.ts'],
      says: /^nowhere\.ts cannot be loaded: Cannot find module [^\n]+\n$/,
    },
    'a file that is not code': {
      args: ['validate', '--checks', 'biome.json'],
      says: /^biome\.json (cannot be loaded|has no project)[^\n]+\n$/,
    },
    'a module without a project': {
      args: ['start', '--checks', 'local/usage-error.ts'],
      says: /^local\/usage-error\.ts has no project as its default export; write: export default [^\n]+\n$/,
    },
    'a time that is none': { args: ['plan', '--at', 'noon'], says: /write one such as 2026-11-21T09:30:00Z/ },
    'a location where nothing runs': {
      args: ['plan', '--location', 'ap-southeast-1'],
      says: /^no check runs at "ap-southeast-1"; did you mean 'ap-southeast-2'\?\n$/,
    },
    'a fault without an exchange': {
      args: ['demo', 'fault', 'slow'],
      says: /^no demo exchange listens on 127\.0\.0\.1:\d+; start one with: [^\n]+\n$/,
    },
    'a simulation of nothing': {
      args: ['simulate'],
      says: /^say what to simulate: a file of results, or an outage with --check ID\n$/,
    },
    'a simulation of a check that there is not': {
      args: ['simulate', '--check', 'quot'],
      says: /^no enabled check is named "quot"; did you mean 'quote'\?\n$/,
    },
    'a simulation of what is no result': {
      args: ['simulate', 'biome.json'],
      says: /^biome\.json line 1: is not a result: \{\n$/,
    },
    'a duration that is none': {
      args: ['simulate', '--check', 'quote', '--for', 'ever'],
      says: /write one such as 90s, 20m or 2h, up to 30d/,
    },
  };

  it.each(Object.entries(REFUSED))('ends with 2 and a line on %s', async (_name, { args, says }) => {
    const { status, stdout, stderr } = await call(...args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it.each(['validate', 'start', 'run', 'list', 'plan', 'simulate'])(
    '%s tells every finding of a TypeScript file',
    async (name) => {
      const more = name === 'simulate' ? ['--check', 'quote'] : [];
      const { status, stdout, stderr } = await call(name, '--checks', fixture('broken.ts'), ...more);
      expect(stderr.trim().split('\n')).toEqual([
        'site: labels.severity: "critcal" is not known; did you mean \'critical\'?',
        "site: timeot: is not a property; did you mean 'timeout'?",
        "quote: timeout: 15s is not below every (10s); write at most '9s'",
      ]);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    },
  );

  it('tells every finding of a plain JavaScript file', async () => {
    const { status, stderr } = await call('validate', '--checks', fixture('hostile.js'));
    const subjects = new Set(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.split(': ')[0]),
    );
    const named = ['project', "group 'g'", 'Not An Id', 'twice', 'kindless', 'optionless', 'strange'];
    expect([...subjects]).toEqual(expect.arrayContaining(named));
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('says that the checks that ship are valid', async () => {
    expect(await call('validate')).toEqual({
      status: 0,
      stdout: `${IDS.length} checks are valid\n`,
      stderr: '',
    });
  });

  it('lists checks for people and for programs', async () => {
    const { stdout: table } = await call('list');
    expect(table.split('\n')[0]).toMatch(/^ID +KIND +EVERY +SEVERITY +LOCATIONS +TAGS +TARGET$/);
    const { stdout } = await call('list', '--json');
    const listed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(listed.map(({ id, kind }) => [id, kind])).toEqual(SHIPPED.map(({ id, kind }) => [id, kind]));
    for (const { id, kind } of listed) expect(table).toMatch(new RegExp(`^${id} +${kind} `, 'm'));
  });

  it('plans what the dispatcher plans', async () => {
    const args = ['--at', '2026-11-21T09:30:59Z', '--minutes', '2', '--json'];
    const { stdout, status } = await call('plan', ...args);
    const planned = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const at = Date.parse('2026-11-21T09:30:00Z') / 1_000;
    const batches = [at, at + 60].flatMap((minute) =>
      plan({ checks: SHIPPED, at: minute, location: 'ap-southeast-2' }),
    );
    const seconds = (iso: string) => Date.parse(iso) / 1_000;
    const read = planned.map(({ minute, runs, ...batch }) => ({
      ...batch,
      minute: seconds(minute),
      runs: runs.map((run: { check: string; at: string }) => ({ ...run, at: seconds(run.at) })),
    }));
    expect(read).toEqual(batches satisfies Batch[]);
    expect(status).toBe(0);
  });

  it('simulates an outage, as text and as JSON', async () => {
    const args = ['simulate', '--check', 'quote', '--for', '2m', '--at', '2026-11-21T03:00:00Z'];
    const { stdout, stderr, status } = await call(...args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^From 2026-11-21T03:00:00\.000Z on, .+\n\nAlarms\n {2}\+10m 20s .+ ALARM /);
    expect(stdout).toMatch(/\n {2}\+10m 00s {2}quote {2}failed {2}detected after 0m 20s by .+\n$/);
    const lines = (await call(...args, '--json')).stdout.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'outage', detectedAfterMs: 20_000 });
    expect(status).toBe(0);
  });

  it('simulates what the program itself has printed', async () => {
    await beside('500');
    const { stdout } = await call('run', '--once', '--filter', 'quote', '--reporter', 'json');
    const folder = await mkdtemp(join(tmpdir(), 'vedette-simulate-'));
    try {
      const file = join(folder, 'results.jsonl');
      await writeFile(file, stdout.repeat(2));
      const simulated = await call('simulate', file, '--json');
      expect(JSON.parse(simulated.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        type: 'outage',
        check: 'quote',
        state: 'failed',
      });
      expect(simulated.status).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('switches the faults of a demo exchange', async () => {
    await beside();
    const { stdout } = await call('demo', 'fault', 'slow', '--path', '/v1/quotes');
    expect(stdout).toMatch(/^ {2}● {2}slow +\/v1\/quotes +answers 1\.5 s late$/m);
    expect(stdout).toMatch(/\n\nname server\n {2}○ {2}dns-servfail +off +answers SERVFAIL\n/);
    expect((await call('demo', 'faults')).stdout).toBe(stdout);
    expect((await call('demo', 'clear')).stdout).not.toContain('●');
    expect((await call('demo', 'fault', 'fire')).stderr).toMatch(/^there is no fault 'fire'; npx /);
    expect((await call('demo')).stderr).toMatch(/^a demo exchange is running already, on https:/);
  });
});
