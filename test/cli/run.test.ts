import { describe, expect, it } from 'vitest';
import { switchOn } from '../../local/demo/client.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import type { Result } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { beside, call, fixture, IDS, ports } from './program.ts';
import { ended, vedette } from './vedette.ts';

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

describe('vedette run --once', { timeout: 60_000 }, () => {
  it('starts the demo exchange, passes, and ends', async () => {
    const { status, stdout, stderr } = await call('run', '--once');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^● site +passed .+\n/);
    expect(stdout).toContain(`\n${IDS.length} checks: ${IDS.length} passed\n`);
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
    const others = ['site-redirect', 'public-name', 'fix-gateway'];
    expect(states).toEqual(
      Object.fromEntries(IDS.map((id) => [id, others.includes(id) ? 'passed' : 'certificate_expired'])),
    );
    expect(status).toBe(1);
  });

  it('tells every kind in JUnit', async () => {
    await beside('login-fails', 'dns-wrong-address', 'fix-silent');
    const { stdout, status } = await call('run', '--once', '--reporter', 'junit');
    for (const kind of Object.keys(kinds)) expect(stdout).toContain(`classname="vedette.${kind}"`);
    for (const reason of ['unexpected_status', 'unexpected_answer', 'response_timeout', 'step_timeout']) {
      expect(stdout).toContain(`type="${reason}"`);
    }
    expect(stdout).toContain(`tests="${IDS.length}" failures="4" errors="0"`);
    expect(stdout).not.toContain(LOGIN.password);
    expect(status).toBe(1);
  });

  it("takes a password that is set before the demo exchange's own", async () => {
    const env = { VEDETTE_SECRET_DEMO_PASSWORD: 'not-the-one' };
    const { stdout, status } = await ended(vedette(['run', '--once', '--filter', 'orders'], ports(), env));
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

/** Until there are first results, Chromium's among them, on a machine that is busy. */
const STARTED_MS = 45_000;

describe('vedette start, without a terminal', { timeout: 120_000 }, () => {
  const start = () => {
    const child = vedette(['start'], ports());
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
    await until(() => results.length >= IDS.length, STARTED_MS);
    expect(results.map(({ state }) => state)).toEqual(results.map(() => 'passed'));
    await switchOn(ports().http, '500');
    await until(() => sees('failed'), STARTED_MS);
    child.kill('SIGTERM');
    const { status, stderr } = await end;
    expect(stderr).toContain(`Demo exchange on https://localhost:${ports().https}`);
    expect(status).toBe(0);
  });

  it('ends what is in flight as aborted', async () => {
    await beside();
    await switchOn(ports().http, 'hang', '/health');
    const { child, results, end } = start();
    // All but the one that hangs, and the three that watch a stream for seconds.
    await until(() => results.length >= IDS.length - 4, STARTED_MS);
    const stopped = performance.now();
    child.kill('SIGINT');
    const { status } = await end;
    expect(performance.now() - stopped).toBeLessThan(10_000);
    expect(results.find(({ check }) => check === 'health')).toMatchObject({
      state: 'errored',
      reason: 'aborted',
      message: 'the run was stopped by SIGINT',
    });
    expect(status).toBe(0);
  });

  it('says where the page is, and in one line that its port is taken', async () => {
    await beside();
    const { status, stderr, stdout } = await call('start', '--port', String(ports().http));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `port ${ports().http} is in use; free it, or choose another with --port, 0 for any\n`,
    );
    const { child, results, end } = start();
    await until(() => results.length >= 7, STARTED_MS);
    child.kill('SIGTERM');
    expect((await end).stderr).toMatch(/^The page is on http:\/\/127\.0\.0\.1:\d+\n/);
  });

  it('ends when nobody reads any more', async () => {
    const { child, results, end } = start();
    await until(() => results.length >= IDS.length, STARTED_MS);
    child.stdout?.destroy();
    const { status, stderr } = await end;
    expect(stderr).not.toContain('EPIPE');
    expect(status).toBe(0);
  });
});
