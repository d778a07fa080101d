import { describe, expect, it } from 'vitest';
import { http, satisfies, status } from '../probes/http/check.ts';
import type { Assertion } from './assertion/assertion.ts';
import { jsonPath, text } from './assertion/words.ts';
import { judge, type Observation } from './judge.ts';
import type { Phases } from './phase.ts';
import type { Reason } from './reason.ts';
import type { State } from './result.ts';
import { limitsOf, type ThresholdOptions } from './threshold.ts';

interface Case {
  readonly expect?: readonly Assertion[];
  readonly thresholds?: ThresholdOptions;
  readonly status?: number;
  readonly body?: string;
  readonly phases?: Phases;
  readonly fault?: Reason;
}

function verdictOf({ expect: asserted = http.expectByDefault, thresholds = {}, ...seen }: Case) {
  const { status: code = 200, body = '', phases = { ttfb: 100, total: 120 }, fault } = seen;
  const values: Record<string, unknown> = { status: code, text: body, response: {} };
  const observation: Observation = {
    phases,
    ...(fault && { fault: { reason: fault, message: 'told by the probe' } }),
    read: ({ source }) => ({ value: values[source], reason: REASON[source] ?? 'unexpected_response' }),
    measurements: {},
    evidence: () => ({}),
  };
  const limits = { degraded: limitsOf(thresholds.degraded), failed: limitsOf(thresholds.failed) };
  return judge({ expect: asserted, thresholds: limits }, observation, 0);
}

/** As a kind's reader gives it with the value. */
const REASON: Record<string, Reason> = { status: 'unexpected_status', text: 'unexpected_body' };

const threw = satisfies('breaks', () => JSON.parse('{'));
const limits = { degraded: '200ms', failed: '1s' } as const;

describe('judge', () => {
  it.each<[sentence: string, Case, State, Reason | undefined]>([
    ['everything holds', {}, 'passed', undefined],
    ['a fault of the target fails', { fault: 'connect_refused' }, 'failed', 'connect_refused'],
    ['a fault of ours is errored', { fault: 'address_refused' }, 'errored', 'address_refused'],
    [
      'a fault hides what assertions would say',
      { fault: 'body_truncated', status: 500 },
      'failed',
      'body_truncated',
    ],
    ['a 5xx that was expected passes', { status: 503, expect: [status.is(503)] }, 'passed', undefined],
    ['a status that was not expected', { status: 404 }, 'failed', 'unexpected_status'],
    ['a wrong body', { expect: [text.contains('ok')] }, 'failed', 'unexpected_body'],
    [
      'the first broken assertion gives the reason',
      { status: 404, expect: [text.contains('ok'), status.is(200)] },
      'failed',
      'unexpected_body',
    ],
    ['an assertion that threw is ours', { expect: [threw] }, 'errored', 'assertion_threw'],
    [
      'a broken assertion beside one that threw is the target',
      { expect: [threw, text.contains('ok')] },
      'failed',
      'unexpected_body',
    ],
    ['over the degraded limit', { thresholds: limits, phases: { ttfb: 201 } }, 'degraded', 'too_slow'],
    ['exactly at the limit', { thresholds: limits, phases: { ttfb: 200 } }, 'passed', undefined],
    ['over the failed limit', { thresholds: limits, phases: { ttfb: 1_001 } }, 'failed', 'too_slow'],
    [
      'a bare duration judges the server alone',
      { thresholds: limits, phases: { dns: 900, ttfb: 10, total: 910 } },
      'passed',
      undefined,
    ],
    [
      'network is dns, connect and tls together',
      {
        thresholds: { degraded: { phase: 'network', above: '100ms' } },
        phases: { dns: 40, connect: 40, tls: 40 },
      },
      'degraded',
      'too_slow',
    ],
    [
      'a phase that was not reached is not judged',
      { thresholds: { failed: { phase: 'tls', above: '1ms' } } },
      'passed',
      undefined,
    ],
    [
      'a broken assertion comes before a slow phase',
      { status: 404, thresholds: limits, phases: { ttfb: 5_000 } },
      'failed',
      'unexpected_status',
    ],
  ])('%s', (_sentence, given, state, reason) => {
    const verdict = verdictOf(given);
    expect([verdict.state, verdict.reason]).toEqual([state, reason]);
  });

  it('says in one line what was slow and by how much', () => {
    const { message } = verdictOf({ thresholds: limits, phases: { ttfb: 740 } });
    expect(message).toBe('server took 740ms, above the degraded limit of 200ms');
  });

  it('keeps the outcome of every assertion', () => {
    const { assertions } = verdictOf({ expect: [status.is(200), jsonPath('$.a').is(1), threw] });
    expect(assertions.map(({ verdict }) => verdict)).toEqual(['held', 'broken', 'threw']);
  });
});
