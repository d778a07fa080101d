import { describe, expect, test } from 'vitest';
import { text } from '../../model/assertion/words.ts';
import { datumsOf } from '../../model/check-metrics.ts';
import type { RetryPolicy } from '../../model/retry.ts';
import { type HttpOptions, http } from '../../probes/http/check.ts';
import { dialer } from '../../probes/net/dial.ts';
import { checksOf, LOCATION } from '../../test/checks.ts';
import { type Origin, origin } from '../../test/origin.ts';
import { machinePorts } from '../../test/probing.ts';
import { systemClock } from '../platform/clock.ts';
import { runCheck } from './run-check.ts';

/** A pause during which the run is stopped, in milliseconds. */
const STOPS = 7_000;

/** Runs one check of this origin; the pauses are noted, not waited for. */
async function run(
  { url }: Origin,
  retry: RetryPolicy,
  { stop = new AbortController(), expect }: { stop?: AbortController; expect?: HttpOptions['expect'] } = {},
) {
  const pauses: number[] = [];
  const sleep = async (ms: number) => {
    pauses.push(ms);
    if (ms === STOPS) stop.abort();
  };
  const clock = { ...systemClock, sleep };
  const ports = machinePorts({ clock, dial: dialer(), secrets: async () => '' });
  const [check] = checksOf(http('retried', { url, every: '10m', retry, ...(expect && { expect }) }));
  if (!check) throw new Error('the check is gone');
  return {
    check,
    pauses,
    result: await runCheck({ check, dueAt: 0, location: LOCATION }, ports, stop.signal),
  };
}

/** Answers with these statuses in turn, the last one again and again; 0 cuts the connection. */
function answering(...statuses: readonly number[]): Promise<Origin> {
  const left = [...statuses];
  return origin((request, response) => {
    const status = (left.length > 1 ? left.shift() : left[0]) ?? 200;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  });
}

interface Case {
  readonly statuses: readonly number[];
  readonly retry: RetryPolicy;
  readonly attempts: readonly string[];
  readonly pauses: readonly number[];
}

const CASES: Record<string, Case> = {
  'none: one attempt, however bad': {
    statuses: [500],
    retry: 'none',
    attempts: ['failed'],
    pauses: [],
  },
  'once: the second attempt decides, the first stays on record': {
    statuses: [500, 200],
    retry: 'once',
    attempts: ['failed', 'passed'],
    pauses: [0],
  },
  'recheck: 15 s later, the second attempt decides': {
    statuses: [500, 200],
    retry: 'recheck',
    attempts: ['failed', 'passed'],
    pauses: [15_000],
  },
  'a good first attempt is not repeated': {
    statuses: [200],
    retry: 'once',
    attempts: ['passed'],
    pauses: [],
  },
  'all attempts bad: the last one decides': {
    statuses: [500, 0, 404],
    retry: { attempts: 2, after: '1s' },
    attempts: ['failed', 'failed', 'failed'],
    pauses: [1_000, 1_000],
  },
  'exponential pauses double up to the cap': {
    statuses: [500],
    retry: { attempts: 4, after: '2s', backoff: 'exponential', cap: '5s' },
    attempts: Array(5).fill('failed'),
    pauses: [2_000, 4_000, 5_000, 5_000],
  },
  'on network: a target that answered is left alone': {
    statuses: [500, 200],
    retry: { attempts: 2, on: 'network' },
    attempts: ['failed'],
    pauses: [],
  },
  'on network: a connection that was cut is tried again': {
    statuses: [0, 200],
    retry: { attempts: 2, on: 'network' },
    attempts: ['failed', 'passed'],
    pauses: [1_000],
  },
};

describe('retry', () => {
  test.each(Object.entries(CASES))('%s', async (_sentence, { statuses, retry, attempts, pauses }) => {
    const made = await run(await answering(...statuses), retry);
    expect(made.result.attempts.map(({ state }) => state)).toEqual(attempts);
    expect(made.result.state).toBe(attempts.at(-1));
    expect(made.result.reason).toBe(made.result.attempts.at(-1)?.reason);
    expect(made.pauses).toEqual(pauses);
  });

  test('durations are those of the first attempt', async () => {
    const { result } = await run(await answering(500, 200), 'once');
    expect(result.phases).toEqual(result.attempts[0]?.phases);
    expect(result.phases).not.toEqual(result.attempts[1]?.phases);
  });

  test.each(['once', 'recheck'] as const)('%s hides the first attempt from no number', async (retry) => {
    const { result, check } = await run(await answering(500, 200), retry);
    expect(result.state).toBe('passed');
    const told = Object.fromEntries(datumsOf(check, result).map(({ metric, value }) => [metric, value]));
    expect(told).toEqual({ failed: 0, firstAttemptFailed: 1 });
  });

  test('a run that is stopped during a pause makes no further attempt: the last one made decides', async () => {
    const target = await answering(500, 200);
    const { result } = await run(target, { attempts: 3, after: '7s' });
    expect(result).toMatchObject({ state: 'failed', reason: 'server_error', attempts: [{}] });
    expect(target.accepted()).toBe(1);
  });

  test('each attempt is a connection of its own', async () => {
    const target = await answering(500, 500, 200);
    await run(target, { attempts: 2 });
    expect(target.accepted()).toBe(3);
  });
});

test('what a target says is told in one line that moves no cursor', async () => {
  const target = await origin((_request, response) => response.end('down for good\u202e\u2028'));
  const { result } = await run(target, 'none', { expect: [text.is('up')] });
  expect(result.message).toContain('down for good');
  expect(result.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(result.attempts[0]?.assertions.map(({ message }) => message)).toContain(result.message);
});
