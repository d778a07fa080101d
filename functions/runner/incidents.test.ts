import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { status } from '../../index.ts';
import { FLUSH_RESERVE_MS } from '../../model/plan.ts';
import { http } from '../../probes/http/check.ts';
import type { Probe } from '../../probes/probe.ts';
import { checksOf } from '../../test/checks.ts';
import { many, messageOf, PLENTY_MS, setUp } from '../../test/messages.ts';
import { ok, origin } from '../../test/origin.ts';
import { cachedSecrets } from '../platform/secrets.ts';
import { ssmSecrets } from '../platform/ssm-secrets.ts';
import { Gate, gates } from './gate.ts';
import { runMessages } from './run-messages.ts';

const CHECKS = 50;

/** Enough for all that do not hang to end. */
const BUDGET_MS = 60;

/** Answers at once up to this check, and hangs from there on until it is stopped. */
const hangingFrom =
  (position: number): Probe =>
  ({ id }, { signal }) =>
    Number(id.split('-')[1]) < position
      ? Promise.resolve(seen())
      : new Promise((resolve) =>
          signal.addEventListener('abort', () =>
            resolve({ ...seen(), fault: { reason: 'response_timeout', message: 'hung' } }),
          ),
        );

const seen = () => ({
  phases: { total: 1 },
  read: () => ({ value: 200 }),
  measurements: {},
  evidence: () => ({}),
});

describe(`the deadline of the Lambda at each of ${CHECKS} positions of a batch`, () => {
  const checks = many(CHECKS, 'http://127.0.0.1:1/');

  test('every check is told exactly once: published when it ended, missed by the watchdog when not', {
    retry: 2,
    timeout: 30_000,
  }, async () => {
    for (let position = 0; position < CHECKS; position++) {
      const { ports, cloudwatch, log, selfMetrics } = setUp(checks, {
        loadProbe: async () => hangingFrom(position),
        gates: { ...gates(), light: new Gate({ permits: CHECKS }) }, // so that all have begun when the deadline comes
      });
      await runMessages([messageOf(checks)], FLUSH_RESERVE_MS + BUDGET_MS, ports);
      const published = cloudwatch.taken
        .filter(({ MetricName }) => MetricName === 'Failed')
        .map(({ Dimensions }) => Dimensions?.find(({ Name }) => Name === 'Check')?.Value);
      const missed = log.lines.map(({ fields }) => [fields.check, fields.reason]);
      const ids = checks.map(({ id }) => id);
      expect(published.sort()).toEqual(ids.slice(0, position).sort());
      expect(missed.sort()).toEqual(
        ids
          .slice(position)
          .map((id) => [id, 'not_run'])
          .sort(),
      );
      expect(selfMetrics()).toMatchObject({ executed: position, errored: 0 });
    }
  });
});

describe('one message in ten that is not ours', () => {
  test.each([
    ['bad JSON', '{"v":1,'],
    ['256 KB of nothing', 'x'.repeat(262_144)],
    [
      '256 KB of the right shape, but for one run',
      `{"v":1,"location":"eu-west-1","minute":0,"runs":[${'{"check":"a","at":1},'.repeat(12_000)}{"check":1}]}`,
    ],
    ['JSON 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a key that is none', '{"__proto__":{"v":1},"runs":[]}'],
    ['null', 'null'],
  ])('%s is given back alone, and the others are run once', async (_what, body) => {
    const target = await origin(ok);
    const checks = many(9, target.url);
    const { ports, selfMetrics } = setUp(checks);
    const messages = checks.map((check, index) => messageOf([check], 0, `ours-${index}`));
    const poison = { messageId: 'poison', body };
    messages.splice(4, 0, poison);
    expect(await runMessages(messages, PLENTY_MS, ports)).toEqual([poison]);
    expect(selfMetrics()).toMatchObject({ executed: 9, errored: 0 });
    expect(target.accepted()).toBe(9);
  });
});

describe('a secret', () => {
  const withSecret = (url: string, count: number) =>
    checksOf(
      ...Array.from({ length: count }, (_, n) =>
        http(`check-${n}`, {
          url,
          auth: { bearer: { secret: 'desk' } },
          expect: [status.is(200)],
          retry: 'once',
        }),
      ),
    );

  test('that is rotated between two runs is asked for again once its time is over, with one retry until then', async () => {
    let valid = 'old-token';
    let now = 0;
    let reads = 0;
    const target = await origin((request, response) => {
      response.writeHead(request.headers.authorization === `Bearer ${valid}` ? 200 : 401).end();
    });
    const checks = withSecret(target.url, 1);
    const read = async () => {
      reads += 1;
      return valid;
    };
    const secrets = cachedSecrets(read, () => now);
    const failed = async () => {
      const { ports, sum } = setUp(checks, { secrets });
      await runMessages([messageOf(checks)], PLENTY_MS, ports);
      return sum('Failed');
    };
    expect(await failed()).toBe(0);
    valid = 'new-token';
    const before = target.accepted();
    expect(await failed()).toBe(1);
    expect([target.accepted() - before, reads]).toEqual([2, 1]);
    now = 300_000;
    expect(await failed()).toBe(0);
    expect(reads).toBe(2);
  });

  test('that KMS denies is our own fault for every check, once asked for, and nothing is sent', async () => {
    const target = await origin(ok);
    const checks = withSecret(target.url, 50);
    let asked = 0;
    const denied = Object.assign(new Error('hunter2'), { name: 'AccessDeniedException' });
    const store = ssmSecrets(async () => {
      asked += 1;
      await delay(20);
      throw denied;
    });
    const { ports, sum, selfMetrics, log } = setUp(checks, { secrets: cachedSecrets(store, Date.now) });
    await runMessages([messageOf(checks)], PLENTY_MS, ports);
    expect(target.accepted()).toBe(0);
    expect(asked).toBeLessThanOrEqual(2);
    expect(sum('Failed')).toBeUndefined();
    expect(selfMetrics()).toMatchObject({ executed: 50, errored: 50 });
    expect(new Set(log.lines.map(({ fields }) => fields.reason))).toEqual(new Set(['secret_missing']));
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
  });
});
