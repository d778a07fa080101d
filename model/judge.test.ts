import { describe, expect, it } from 'vitest';
import { http, satisfies, status } from '../probes/http/check.ts';
import type { Assertion } from './assertion/assertion.ts';
import { certificate, jsonPath, phase, text } from './assertion/words.ts';
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
  readonly lag?: number;
  readonly idle?: string;
  readonly says?: string;
}

function verdictOf({ expect: asserted = http.expectByDefault, thresholds = {}, ...seen }: Case) {
  const {
    status: code = 200,
    body = '',
    phases = { ttfb: 100, total: 120 },
    fault,
    lag = 0,
    idle,
    says,
  } = seen;
  const values: Record<string, unknown> = {
    status: code,
    text: body,
    response: {},
    phase: phases.ttfb,
    certificate: 13,
  };
  const observation: Observation = {
    phases,
    ...(fault && { fault: { reason: fault, message: 'told by the probe' } }),
    read: ({ source }) => ({ value: values[source], reason: REASON[source] ?? 'unexpected_response' }),
    measurements: {},
    ...(idle !== undefined && { idle }),
    ...(says !== undefined && { says }),
    evidence: () => ({}),
  };
  const limits = { degraded: limitsOf(thresholds.degraded), failed: limitsOf(thresholds.failed) };
  return judge({ expect: asserted, thresholds: limits }, observation, { now: 0, lag });
}

/** As a kind's reader gives it with the value. */
const REASON: Record<string, Reason> = {
  status: 'unexpected_status',
  text: 'unexpected_body',
  phase: 'too_slow',
  certificate: 'certificate_expiring',
};

const expiring = certificate.daysLeft.atLeast(14);

const threw = satisfies('breaks', () => JSON.parse('{'));
const limits = { degraded: '200ms', failed: '1s' } as const;

describe('judge', () => {
  it.each<[sentence: string, Case, State, Reason | undefined]>([
    ['everything holds', {}, 'passed', undefined],
    ['what asked nothing passes, whatever is expected', { idle: 'closed', status: 500 }, 'passed', undefined],
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
    ['a timeout', { fault: 'response_timeout', phases: { total: 500 } }, 'failed', 'response_timeout'],
    [
      'over a limit, with a lag of a fifth of it',
      { thresholds: limits, phases: { ttfb: 300 }, lag: 60 },
      'degraded',
      'too_slow',
    ],
    [
      'over a limit, with a lag above a fifth of it',
      { thresholds: limits, phases: { ttfb: 300 }, lag: 60.1 },
      'passed',
      undefined,
    ],
    [
      'over the failed limit, unreliably',
      { thresholds: limits, phases: { ttfb: 1_100 }, lag: 500 },
      'passed',
      undefined,
    ],
    [
      'unreliable over one limit, reliable over another',
      {
        thresholds: {
          failed: { phase: 'tls', above: '50ms' },
          degraded: { phase: 'total', above: '1s' },
        },
        phases: { tls: 100, total: 2_000 },
        lag: 100,
      },
      'degraded',
      'too_slow',
    ],
    [
      'a phase assertion with a lag above a fifth of it',
      { expect: [phase('ttfb').below('200ms')], phases: { ttfb: 300 }, lag: 100 },
      'passed',
      undefined,
    ],
    [
      'a phase assertion with a small lag',
      { expect: [phase('ttfb').below('200ms')], phases: { ttfb: 300 }, lag: 10 },
      'failed',
      'too_slow',
    ],
    [
      'a wrong status, however large the lag',
      { expect: [phase('ttfb').below('200ms'), status.is(200)], status: 500, lag: 5_000 },
      'failed',
      'unexpected_status',
    ],
    [
      'a timeout with a lag above a fifth of it is our own fault',
      { fault: 'response_timeout', phases: { total: 500 }, lag: 101 },
      'errored',
      'overloaded',
    ],
    [
      'a refusal, however large the lag',
      { fault: 'connect_refused', phases: { total: 1 }, lag: 5_000 },
      'failed',
      'connect_refused',
    ],
    [
      'a broken assertion comes before a slow phase',
      { status: 404, thresholds: limits, phases: { ttfb: 5_000 } },
      'failed',
      'unexpected_status',
    ],
    [
      'a certificate that expires soon degrades and never fails',
      { expect: [expiring] },
      'degraded',
      'certificate_expiring',
    ],
    [
      'another broken assertion comes before it',
      { expect: [expiring, status.is(200)], status: 500 },
      'failed',
      'unexpected_status',
    ],
    [
      'being too slow comes before it',
      { expect: [expiring], thresholds: limits, phases: { ttfb: 201 } },
      'degraded',
      'too_slow',
    ],
    [
      'being far too slow comes before it',
      { expect: [expiring], thresholds: limits, phases: { ttfb: 1_001 } },
      'failed',
      'too_slow',
    ],
    ['an assertion that threw comes before it', { expect: [expiring, threw] }, 'errored', 'assertion_threw'],
    [
      'a slowness that is not counted does not',
      { expect: [expiring], thresholds: limits, phases: { ttfb: 300 }, lag: 100 },
      'degraded',
      'certificate_expiring',
    ],
  ])('%s', (_sentence, given, state, reason) => {
    const verdict = verdictOf(given);
    expect([verdict.state, verdict.reason]).toEqual([state, reason]);
  });

  it.each<[string, Case, string]>([
    ['why nothing was asked', { idle: 'XASX is closed' }, 'XASX is closed'],
    ['what a probe has to say when all held', { says: '40 ticks in 5s' }, '40 ticks in 5s'],
    [
      'and nothing of it when something did not',
      { says: '40 ticks', fault: 'connect_refused' },
      'told by the probe',
    ],
  ])('tells %s', (_sentence, given, message) => expect(verdictOf(given).message).toBe(message));

  it('says in one line what was slow and by how much', () => {
    const { message } = verdictOf({ thresholds: limits, phases: { ttfb: 740 } });
    expect(message).toBe('server took 740ms, above the degraded limit of 200ms');
  });

  it.each<[string, Case, string]>([
    [
      'a threshold',
      { thresholds: limits, phases: { ttfb: 740 } },
      'server took 740ms, above the degraded limit of 200ms; not counted, because our own event loop was late by 600ms',
    ],
    [
      'an assertion',
      { expect: [phase('ttfb').below('200ms')], phases: { ttfb: 740 } },
      'expected phase ttfb to take less than 200ms, got 740ms; not counted, because our own event loop was late by 600ms',
    ],
  ])('says of %s that it was not counted, and why', (_of, given, message) => {
    expect(verdictOf({ ...given, lag: 600 })).toMatchObject({ message, state: 'passed', unreliable: true });
  });

  it('keeps the outcome of every assertion', () => {
    const { assertions } = verdictOf({ expect: [status.is(200), jsonPath('$.a').is(1), threw] });
    expect(assertions.map(({ verdict }) => verdict)).toEqual(['held', 'broken', 'threw']);
  });
});
