import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import shipped from '../../checks/index.ts';
import { switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FaultName } from '../../local/demo/faults.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import type { Ports } from '../../local/demo/ports.ts';
import { type Batch, plan } from '../../model/plan.ts';
import { resolve } from '../../model/resolve.ts';
import type { Result } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { type Ended, ended, freePorts, vedette } from './vedette.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./checks/${name}`, import.meta.url));

let ports: Ports;
const running: Exchange[] = [];

beforeEach(async () => {
  ports = await freePorts();
});
afterEach(async () => {
  for (const exchange of running.splice(0)) await exchange.close();
});

const call = (...args: string[]): Promise<Ended> => ended(vedette(args, ports));

/** A demo exchange that runs beside the program, with these faults on. */
async function beside(...faults: FaultName[]): Promise<void> {
  running.push(await startExchange(ports));
  for (const fault of faults) await switchOn(ports.http, fault);
}

const linesOf = (text: string): Result[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('a journey that forgets to await does not end the program', async () => {
  const { status, stdout, stderr } = await call(
    'run',
    '--checks',
    fixture('forgetful.ts'),
    '--reporter',
    'json',
  );
  expect(stderr).toBe('');
  const [result] = linesOf(stdout);
  expect([status, result?.check, result?.message]).toEqual([
    1,
    'forgetful',
    'expected status to be 2xx, but no page was opened',
  ]);
});

describe('vedette incidents and ack', () => {
  it.each([['incidents'], ['ack', 'quote']])(
    '%s: says in one line that AWS cannot be asked',
    async (...args) => {
      const nowhere = `http://127.0.0.1:${ports.http}`;
      const env = { AWS_ENDPOINT_URL: nowhere, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
      const { status, stderr } = await ended(vedette(args, ports, env));
      expect(stderr).toContain("the notifier's table cannot be read: connect ECONNREFUSED");
      expect(stderr).not.toMatch(/vedette broke|\n +at /);
      expect(status).toBe(2);
    },
  );
});

describe('vedette run --once', { timeout: 60_000 }, () => {
  it('starts the demo exchange, passes, and ends', async () => {
    const { status, stdout, stderr } = await call('run', '--once');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^● site +passed .+\n/);
    expect(stdout).toMatch(/\n10 checks: 10 passed\n$/);
    expect(status).toBe(0);
  });

  it('passes what is only degraded', async () => {
    await beside('slow');
    const { status, stdout } = await call('run', '--once', '--filter', 'quote');
    expect(stdout).toContain('1 check: 1 degraded');
    expect(status).toBe(0);
  });

  it('joins a demo exchange that runs, and fails with it', async () => {
    await beside('expired-certificate');
    const { status, stdout } = await call('run', '--once', '--reporter', 'json');
    const states = Object.fromEntries(
      linesOf(stdout).map(({ check, state, reason }) => [check, reason ?? state]),
    );
    const expired = 'certificate_expired';
    expect(states).toEqual({
      site: expired,
      'site-redirect': 'passed',
      health: expired,
      quote: expired,
      orders: expired,
      certificate: expired,
      'public-name': 'passed',
      'fix-gateway': 'passed',
      home: expired,
      portfolio: expired,
    });
    expect(status).toBe(1);
  });

  it('tells every kind in JUnit', async () => {
    await beside('login-fails', 'dns-wrong-address', 'fix-silent');
    const { stdout, status } = await call('run', '--once', '--reporter', 'junit');
    for (const kind of Object.keys(kinds)) expect(stdout).toContain(`classname="vedette.${kind}"`);
    for (const reason of ['unexpected_status', 'unexpected_answer', 'response_timeout', 'step_timeout']) {
      expect(stdout).toContain(`type="${reason}"`);
    }
    expect(stdout).toContain('tests="10" failures="4" errors="0"');
    expect(stdout).not.toContain(LOGIN.password);
    expect(status).toBe(1);
  });

  it("takes a password that is set before the demo exchange's own", async () => {
    const env = { VEDETTE_SECRET_DEMO_PASSWORD: 'not-the-one' };
    const { stdout, status } = await ended(vedette(['run', '--once', '--filter', 'orders'], ports, env));
    expect(stdout).toContain('orders: unexpected_status: step "log in": expected status to be 2xx, got 401');
    expect(status).toBe(1);
  });

  it('ends with 2 when the fault is ours', async () => {
    const args = ['--checks', fixture('errored.ts'), '--filter', 'refused-by-us', '--reporter', 'junit'];
    const { status, stdout } = await call('run', '--once', ...args);
    expect(stdout).toContain('failures="0" errors="1"');
    expect(stdout).toContain('type="address_refused"');
    expect(status).toBe(2);
  });

  it('ends with 1 when one failed and another errored', async () => {
    const { status, stdout } = await call('run', '--once', '--checks', fixture('errored.ts'));
    expect(stdout).toContain('2 checks: 1 failed, 1 errored');
    expect(status).toBe(1);
  });
});

describe('vedette', () => {
  const REFUSED: Record<string, { args: string[]; says: RegExp }> = {
    'a filter that fits nothing': {
      args: ['run', '--once', '--filter', 'bond'],
      says: /^no check has an id or a tag like "bond"; there are site, site-redirect, health, quote, orders, certificate, public-name, fix-gateway, home, portfolio\n$/,
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
    expect(await call('validate')).toEqual({ status: 0, stdout: '10 checks are valid\n', stderr: '' });
  });

  it('lists checks for people and for programs', async () => {
    const { stdout: table } = await call('list');
    expect(table.split('\n')[0]).toMatch(/^ID +KIND +EVERY +SEVERITY +LOCATIONS +TAGS +TARGET$/);
    const { stdout } = await call('list', '--json');
    const listed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(listed.map(({ id, kind }) => [id, kind])).toEqual([
      ['site', 'http'],
      ['site-redirect', 'http'],
      ['health', 'http'],
      ['quote', 'http'],
      ['orders', 'api'],
      ['certificate', 'tls'],
      ['public-name', 'dns'],
      ['fix-gateway', 'tcp'],
      ['home', 'page'],
      ['portfolio', 'browser'],
    ]);
    for (const { id, kind } of listed) expect(table).toMatch(new RegExp(`^${id} +${kind} `, 'm'));
  });

  it('plans what the dispatcher plans', async () => {
    const args = ['--at', '2026-11-21T09:30:59Z', '--minutes', '2', '--json'];
    const { stdout, status } = await call('plan', ...args);
    const planned = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { checks } = resolve(shipped, kinds);
    const at = Date.parse('2026-11-21T09:30:00Z') / 1_000;
    const batches = [at, at + 60].flatMap((minute) =>
      plan({ checks, at: minute, location: 'ap-southeast-2' }),
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

describe('vedette routes', () => {
  const routes = (...args: string[]) => call('routes', '--checks', fixture('told.ts'), ...args);

  it('prints who is told of an alarm, how soon, how often, and what may silence it', async () => {
    const { stdout, stderr, status } = await routes('--check', 'gateway');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'ALARM                   SEVERITY  RECEIVER  AFTER  GROUP WAIT  REPEAT  SILENCES',
      'vedette/gateway/failed  critical  desk             none        never   release',
      '                                  all              none        never',
      '                                  night     15m    10s         5m',
    ]);
    expect(stdout).not.toContain('vedette/other');
  });

  it('prints every alarm, those on Vedette itself too', async () => {
    const { stdout } = await routes();
    expect(stdout).toMatch(/^vedette\/other\/failed +warning +all +none +never$/m);
    expect(stdout).toMatch(/^vedette\/self\/eu-west-1\/watchdog +critical +desk +none +never$/m);
  });

  it('prints an object an alarm', async () => {
    const { stdout } = await routes('--check', 'gateway', '--json');
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      alarm: 'vedette/gateway/failed',
      check: 'gateway',
      labels: { severity: 'critical', team: 'quant', role: 'failed' },
      receivers: [
        { receiver: 'desk', groupWaitMs: 10_000, repeatMs: 300_000, afterMs: 0, isSent: false },
        { receiver: 'all', groupWaitMs: 60_000 },
        { receiver: 'night', afterMs: 900_000, isSent: true },
      ],
      silences: [{ name: 'release', cron: '0 22 * * 6', duration: '4h' }],
    });
  });

  it('says which check it does not know', async () => {
    const { stdout, stderr, status } = await routes('--check', 'gatway');
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: 'there is no check "gatway"; did you mean \'gateway\'?\n',
      status: 2,
    });
  });

  it('tells a mistake in who is told as any other', async () => {
    const { stderr, status } = await call('validate', '--checks', fixture('unheard.ts'));
    expect(stderr).toBe('project: routes.receiver: there is no receiver "desk"; use one of alarms\n');
    expect(status).toBe(2);
  });
});

/** Until there are first results, Chromium's among them, on a machine that is busy. */
const STARTED_MS = 20_000;

describe('vedette start, without a terminal', { timeout: 60_000 }, () => {
  const start = () => {
    const child = vedette(['start'], ports);
    const results: Result[] = [];
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      results.push(...lines.map((line) => JSON.parse(line)));
    });
    return { child, results, end: ended(child) };
  };

  const until = async (holds: () => boolean, withinMs: number) => {
    const began = performance.now();
    while (!holds() && performance.now() - began < withinMs)
      await new Promise((wait) => setTimeout(wait, 50));
    expect(holds()).toBe(true);
  };

  it('prints each result, a fault within one interval, and stops on SIGTERM', async () => {
    const { child, results, end } = start();
    const sees = (state: Result['state']) =>
      results.some(({ check, state: found }) => check === 'quote' && found === state);
    await until(() => results.length >= 8, STARTED_MS);
    expect(results.map(({ state }) => state)).toEqual(results.map(() => 'passed'));
    await switchOn(ports.http, '500');
    await until(() => sees('failed'), 11_000);
    child.kill('SIGTERM');
    const { status, stderr } = await end;
    expect(stderr).toContain(`Demo exchange on https://localhost:${ports.https}`);
    expect(status).toBe(0);
  });

  it('ends what is in flight as aborted', async () => {
    await beside();
    await switchOn(ports.http, 'hang', '/health');
    const { child, results, end } = start();
    await until(() => results.length >= 7, STARTED_MS);
    const stopped = performance.now();
    child.kill('SIGINT');
    const { status } = await end;
    expect(performance.now() - stopped).toBeLessThan(2_000);
    expect(results.find(({ check }) => check === 'health')).toMatchObject({
      state: 'errored',
      reason: 'aborted',
      message: 'the run was stopped by SIGINT',
    });
    expect(status).toBe(0);
  });

  it('says where the page is, and in one line that its port is taken', async () => {
    await beside();
    const { status, stderr, stdout } = await call('start', '--port', String(ports.http));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`port ${ports.http} is in use; free it, or choose another with --port, 0 for any\n`);
    const { child, results, end } = start();
    await until(() => results.length >= 7, STARTED_MS);
    child.kill('SIGTERM');
    expect((await end).stderr).toMatch(/^The page is on http:\/\/127\.0\.0\.1:\d+\n/);
  });

  it('ends when nobody reads any more', async () => {
    const { child, results, end } = start();
    await until(() => results.length >= 8, STARTED_MS);
    child.stdout?.destroy();
    const { status, stderr } = await end;
    expect(stderr).not.toContain('EPIPE');
    expect(status).toBe(0);
  });
});

describe('vedette drill --local', () => {
  it('sends a marked test to each receiver and its end, and prints what it cannot send', async () => {
    const told = fileURLToPath(new URL('../readme.routes.ts', import.meta.url));
    const { status, stdout, stderr } = await call('drill', '--local', '--json', '--checks', told);
    const drilled = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(drilled.map(({ receiver, problem }) => [receiver, problem])).toEqual(
      ['slack', 'pagerduty', 'email', 'sms', 'business'].map((name) => [name, undefined]),
    );
    for (const { hops } of drilled) expect(hops).toHaveLength(6);
    expect(stderr).toContain('email: [DRILL] FIRING info: self/drill/email');
    expect(stderr).toContain('sms: [DRILL] RESOLVED info: self/drill/sms');
    expect(status).toBe(0);
  });

  it('of a receiver that is not there is refused in one line', async () => {
    const { status, stderr } = await call('drill', '--local', '--receiver', 'alarm');
    expect(stderr).toBe('no receiver is called "alarm"; did you mean \'alarms\'?\n');
    expect(status).toBe(2);
  });
});
