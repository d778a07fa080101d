import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import { http } from '../../probes/http/check.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import type { Probe } from '../../probes/probe.ts';
import { checksOf, LOCATION } from '../../test/checks.ts';
import { ok, origin, silent } from '../../test/origin.ts';
import { noArtifacts } from '../platform/artifacts.ts';
import { systemClock } from '../platform/clock.ts';
import { lagMeter } from '../platform/lag.ts';
import { probeMemory } from '../platform/memory.ts';
import type { RunnerPorts } from './attempt.ts';
import { gates } from './gate.ts';
import { runBatch } from './run-batch.ts';

const ports: RunnerPorts = {
  clock: systemClock,
  dial: dialer(),
  secrets: async () => 'unused',
  loadProbe,
  gates: gates(),
  lag: lagMeter(),
  memory: probeMemory(),
  artifacts: noArtifacts,
};

/** As many checks of one URL. */
const many = (count: number, url: string, timeout: '100ms' | '5s' = '5s'): Check[] =>
  checksOf(...Array.from({ length: count }, (_, index) => http(`check-${index}`, { url, timeout })));

type Options = Partial<Omit<Parameters<typeof runBatch>[0], 'jobs' | 'onResult'>>;

async function run(checks: readonly Check[], options: Options = {}): Promise<Result[]> {
  const results: Result[] = [];
  const jobs = checks.map((check) => ({ check, dueAt: Date.now(), location: LOCATION }));
  await runBatch({ ports, budgetMs: 10_000, ...options, jobs, onResult: (result) => results.push(result) });
  return results;
}

const idsOf = (results: readonly { check: string }[]) => results.map(({ check }) => check).sort();

const reasonsOf = (results: readonly Result[]) => [...new Set(results.map(({ reason }) => reason))];

describe('a batch', () => {
  test('has as many probes in flight as it may, and never more', async () => {
    let inFlight = 0;
    let peak = 0;
    const { url } = await origin((_request, response) => {
      peak = Math.max(peak, ++inFlight);
      response.on('finish', () => inFlight--);
      setTimeout(() => response.end('ok'), 30);
    });
    const results = await run(many(30, url), { concurrency: 5 });
    expect(results.map(({ state }) => state)).toEqual(Array(30).fill('passed'));
    expect(peak).toBe(5);
  });

  test('of nothing is over at once', async () => {
    expect(await run([])).toEqual([]);
  });

  test('a check that runs into its own timeout is closed at the server and holds up nobody', async () => {
    const target = await origin((request, response) => {
      if (request.url === '/ok') response.end('ok');
    });
    const started = performance.now();
    const results = await run([
      ...many(10, target.url, '100ms'),
      ...checksOf(http('sound', { url: `${target.url}ok` })),
    ]);
    expect(performance.now() - started).toBeLessThan(500);
    expect(results.find(({ check }) => check === 'sound')).toMatchObject({ state: 'passed' });
    const slow = results.filter(({ check }) => check !== 'sound');
    expect(reasonsOf(slow)).toEqual(['response_timeout']);
    for (const { phases } of slow) expect(phases.total).toBeLessThan(300);
    await target.deserted();
  });
});

describe('the deadline of the invocation', () => {
  test('in the middle of a batch: every job comes to one result, and what did not end is our own fault', async () => {
    let answered = 0;
    const target = await origin((_request, response) => {
      if (++answered <= 12) response.end('ok');
    });
    const checks = many(60, target.url);
    const started = performance.now();
    const results = await run(checks, { budgetMs: 300, concurrency: 10 });
    expect(performance.now() - started).toBeLessThan(600);
    expect(idsOf(results)).toEqual(idsOf(checks.map(({ id }) => ({ check: id }))));
    expect(results.filter(({ state }) => state === 'passed')).toHaveLength(12);
    const rest = results.filter(({ state }) => state !== 'passed');
    expect(rest.map(({ state, reason }) => `${state} ${reason}`)).toEqual(Array(48).fill('errored not_run'));
    expect(rest[0]?.message).toMatch(/no time left/);
    expect(target.accepted()).toBe(22);
    await target.deserted();
  });

  test('that is already over: nothing is begun, and every job is told', async () => {
    const begun: string[] = [];
    const note = async (kind: string) => {
      begun.push(kind);
      return loadProbe(kind);
    };
    const results = await run(many(20, 'http://127.0.0.1:1/'), {
      budgetMs: 0,
      ports: { ...ports, loadProbe: note },
    });
    expect(reasonsOf(results)).toEqual(['not_run']);
    expect(results).toHaveLength(20);
    expect(begun).toEqual([]);
  });
});

test('a run that is stopped ends its probes as aborted and closes their sockets', async () => {
  const target = await origin(silent);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  const results = await run(many(20, target.url), { signal: stop.signal, concurrency: 10 });
  expect(reasonsOf(results)).toEqual(['aborted']);
  expect(results).toHaveLength(20);
  expect(target.accepted()).toBe(10);
  await target.deserted();
});

/** Probes that break the contract. */
const BROKEN: Record<string, Probe> = {
  'rejects with an error': async () => {
    throw new Error('a defect');
  },
  'throws before it returns a promise': () => {
    throw new TypeError('a defect');
  },
  'throws something that is not an error': () => Promise.reject('a defect'),
  'gives back nothing': async () => undefined as never,
  'never returns and does not heed its signal': () => new Promise(() => {}),
};

describe('a probe that', () => {
  test.each(Object.entries(BROKEN))('%s is our own fault and harms no other', async (_sentence, broken) => {
    const { url } = await origin(ok);
    const checks = many(4, url, '100ms');
    const started = performance.now();
    const results = await run(checks, {
      ports: {
        ...ports,
        loadProbe: async (kind) => {
          const sound = await loadProbe(kind);
          return (check, context) => (check.id === 'check-1' ? broken : sound)(check, context);
        },
      },
    });
    expect(performance.now() - started).toBeLessThan(400);
    expect(results).toHaveLength(4);
    for (const { check, state, reason } of results)
      if (check === 'check-1') expect([state, reason]).toEqual(['errored', 'internal_error']);
      else expect(state).toBe('passed');
  });

  test('cannot be loaded is our own fault', async () => {
    const results = await run(many(2, 'http://127.0.0.1:1/'), {
      ports: { ...ports, loadProbe: () => Promise.reject(new Error('no such module')) },
    });
    expect(results.map(({ reason, message }) => `${reason}: ${message}`)).toEqual(
      Array(2).fill('internal_error: the probe broke: no such module'),
    );
  });
});

describe('what we need ourselves does not count against the target', () => {
  test('a probe that takes longer to load than the check may take', async () => {
    const { url } = await origin(ok);
    const slowly = async (kind: string) => {
      await delay(250);
      return loadProbe(kind);
    };
    const [result] = await run(many(1, url, '100ms'), { ports: { ...ports, loadProbe: slowly } });
    expect(result?.state).toBe('passed');
  });

  const withSecret = (url: string) =>
    checksOf(http('secret', { url, timeout: '100ms', auth: { bearer: { secret: 'team/token' } } }));

  test('a secret that takes longer to read than the check may take', async () => {
    const { url } = await origin(ok);
    let value: Promise<string> | undefined;
    const secrets = () => {
      value ??= delay(250, 'hunter2');
      return value;
    };
    const [result] = await run(withSecret(url), { ports: { ...ports, secrets } });
    expect(result?.state).toBe('passed');
  });

  test('a secret that never comes ends with the invocation, as our own fault', async () => {
    const target = await origin(ok);
    const secrets = () => new Promise<string>(() => {});
    const [result] = await run(withSecret(target.url), { budgetMs: 200, ports: { ...ports, secrets } });
    expect([result?.state, result?.reason]).toEqual(['errored', 'not_run']);
    expect(target.accepted()).toBe(0);
  });
});

test('many probes that wait for their next attempt do not make Node warn of a leak', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const { url } = await origin((_request, response) => void response.writeHead(500).end());
  const checks = Array.from({ length: 50 }, (_, index) =>
    http(`check-${index}`, { url, retry: { attempts: 1, after: '50ms' } }),
  );
  const results = await run(checksOf(...checks));
  await delay(0);
  expect(results.map(({ attempts }) => attempts.length)).toEqual(Array(50).fill(2));
  expect(warnings).toEqual([]);
});
