import { describe, expect, it } from 'vitest';
import { http } from '../probes/http/check.ts';
import { kinds } from '../probes/kinds.ts';
import type { AssertionOutcome } from './assertion/assertion.ts';
import { certificate } from './assertion/words.ts';
import type { Check, CommonOptions } from './check.ts';
import { datumsOf, metricsOf } from './check-metrics.ts';
import { project } from './project.ts';
import type { Reason } from './reason.ts';
import { resolve } from './resolve.ts';
import type { Attempt, Result, State } from './result.ts';

const checkWith = (options: CommonOptions & { expect?: never[] }): Check =>
  resolve(
    project({ home: 'eu-west-1', checks: [http('a', { url: 'https://a.example/', ...options })] }),
    kinds,
  ).checks[0] as Check;

const attempt = (state: State, more: Partial<Attempt> = {}): Attempt => ({
  startedAt: '2026-11-21T12:00:07.300Z',
  state,
  message: '',
  phases: { total: 120 },
  lag: 0.5,
  assertions: [],
  measurements: {},
  ...more,
});

/** What an assertion on the certificate came to. */
const outcome = (reason?: Reason): AssertionOutcome => ({
  assertion: 'certificate daysLeft is at least 14',
  source: 'certificate',
  ...(reason ? { verdict: 'broken', reason } : { verdict: 'held' }),
});

const resultOf = (...attempts: Attempt[]): Result => ({
  check: 'a',
  kind: 'http',
  target: '',
  location: 'eu-west-1',
  scheduledAt: '2026-11-21T12:00:07.000Z',
  startedAt: '2026-11-21T12:00:07.300Z',
  state: attempts.at(-1)?.state ?? 'errored',
  message: '',
  phases: attempts[0]?.phases ?? {},
  lag: attempts[0]?.lag ?? 0,
  attempts,
  labels: { severity: 'warning' },
});

const values = (check: Check, result: Result) =>
  Object.fromEntries(datumsOf(check, result).map(({ metric, value }) => [metric, value]));

describe('a check pays only for the metrics that it can use', () => {
  it.each<[sentence: string, CommonOptions, string[]]>([
    ['a plain one has two', {}, ['failed', 'duration']],
    ['a degraded limit adds one', { thresholds: { degraded: '1s' } }, ['failed', 'duration', 'degraded']],
    ['a retry policy adds one', { retry: 'once' }, ['failed', 'duration', 'firstAttemptFailed']],
    [
      'an assertion on the certificate adds two',
      { expect: [certificate.daysLeft.atLeast(1)] } as never,
      ['failed', 'duration', 'certificateDays', 'certificateExpiring'],
    ],
  ])('%s', (_sentence, options, metrics) => {
    expect(metricsOf(checkWith(options))).toEqual(metrics);
  });
});

describe('what a result says in numbers', () => {
  const check = checkWith({ retry: 'once', thresholds: { degraded: '1s' } });

  it.each<[sentence: string, Result, Record<string, number>]>([
    ['passed', resultOf(attempt('passed')), { failed: 0, degraded: 0, duration: 120, firstAttemptFailed: 0 }],
    [
      'degraded',
      resultOf(attempt('degraded')),
      { failed: 0, degraded: 1, duration: 120, firstAttemptFailed: 0 },
    ],
    [
      'an unreliable duration is not told',
      resultOf(attempt('passed', { unreliable: true })),
      { failed: 0, degraded: 0, firstAttemptFailed: 0 },
    ],
    [
      'failed tells no duration',
      resultOf(attempt('failed'), attempt('failed')),
      { failed: 1, degraded: 0, firstAttemptFailed: 1 },
    ],
    [
      'a retry that passed does not hide the first attempt',
      resultOf(attempt('failed'), attempt('passed')),
      { failed: 0, degraded: 0, firstAttemptFailed: 1 },
    ],
    ['errored says nothing of the target', resultOf(attempt('errored')), {}],
  ])('%s', (_sentence, result, expected) => {
    expect(values(check, result)).toEqual(expected);
  });

  it.each<[sentence: string, Attempt, Record<string, number>]>([
    [
      'it expires soon: the service is neither failed nor slow',
      attempt('degraded', { reason: 'certificate_expiring', assertions: [outcome('certificate_expiring')] }),
      { failed: 0, degraded: 0, certificateExpiring: 1 },
    ],
    [
      'it expires soon, and the service is slow',
      attempt('degraded', { reason: 'too_slow', assertions: [outcome('certificate_expiring')] }),
      { failed: 0, degraded: 1, certificateExpiring: 1 },
    ],
    [
      'it expires soon, and the service is down',
      attempt('failed', { reason: 'server_error', assertions: [outcome('certificate_expiring')] }),
      { failed: 1, degraded: 0, certificateExpiring: 1 },
    ],
    [
      'it has long enough',
      attempt('passed', { assertions: [outcome()] }),
      { failed: 0, degraded: 0, certificateExpiring: 0 },
    ],
    ['it was not seen', attempt('failed', { reason: 'connect_refused' }), { failed: 1, degraded: 0 }],
  ])('of a certificate: %s', (_sentence, last, expected) => {
    const expiry = { expect: [certificate.daysLeft.atLeast(14)] } as never;
    const watched = checkWith({ thresholds: { degraded: '1s' }, ...(expiry as CommonOptions) });
    const { duration: _, ...told } = values(watched, { ...resultOf(last), reason: last.reason } as Result);
    expect(told).toEqual(expected);
  });

  it('carries the time at which the probe was due', () => {
    expect(new Set(datumsOf(check, resultOf(attempt('passed'))).map(({ at }) => at))).toEqual(
      new Set([Date.parse('2026-11-21T12:00:07.000Z')]),
    );
  });

  it.each([
    ['10s', 1],
    ['30s', 1],
    ['1m', 60],
  ] as const)('every %s has a resolution of %d s', (every, resolution) => {
    const [first] = datumsOf(checkWith({ every }), resultOf(attempt('passed')));
    expect(first?.resolution).toBe(resolution);
  });
});
