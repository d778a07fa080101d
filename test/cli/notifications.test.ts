import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { call, fixture, ports } from './program.ts';
import { ended, vedette } from './vedette.ts';

describe('vedette incidents and ack', () => {
  it.each([['incidents'], ['ack', 'quote']])(
    '%s: says in one line that AWS cannot be asked',
    async (...args) => {
      const nowhere = `http://127.0.0.1:${ports().http}`;
      const env = { AWS_ENDPOINT_URL: nowhere, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
      const { status, stderr } = await ended(vedette(args, ports(), env));
      expect(stderr).toContain("the notifier's table cannot be read: connect ECONNREFUSED");
      expect(stderr).not.toMatch(/vedette broke|\n +at /);
      expect(status).toBe(2);
    },
  );
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
