import { describe, expect, it } from 'vitest';
import type { Reason } from './reason.ts';
import { pausesOf, type RetryPolicy, retries, worstCaseMs } from './retry.ts';

describe('the pauses of a policy', () => {
  it.each<[RetryPolicy, number[]]>([
    ['none', []],
    ['once', [0]],
    ['recheck', [15_000]],
    [{ attempts: 2 }, [1_000, 1_000]],
    [{ attempts: 3, after: '2s', backoff: 'linear' }, [2_000, 4_000, 6_000]],
    [{ attempts: 4, after: '1s', backoff: 'exponential' }, [1_000, 2_000, 4_000, 8_000]],
    [
      { attempts: 5, after: '10s', backoff: 'exponential', cap: '15s' },
      [10_000, 15_000, 15_000, 15_000, 15_000],
    ],
  ])('%j: %j', (policy, pauses) => {
    expect(pausesOf(policy)).toEqual(pauses);
  });
});

it.each<[RetryPolicy, Reason, boolean]>([
  ['once', 'unexpected_status', true],
  ['recheck', 'unexpected_status', true],
  [{ attempts: 1, on: 'network' }, 'connect_refused', true],
  [{ attempts: 1, on: 'network' }, 'server_error', false],
  [{ attempts: 1, on: 'network' }, 'certificate_expired', false],
])('%j after %s: %s', (policy, reason, again) => {
  expect(retries(policy, reason)).toBe(again);
});

it('the worst case is every attempt timing out, with the pauses between', () => {
  expect(
    worstCaseMs({ lane: 'light', timeoutMs: 5_000, retry: { attempts: 2, after: '1s', backoff: 'linear' } }),
  ).toBe(18_000);
});
