import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Attempt, Result, State } from '../../model/result.ts';
import { memoryLog } from '../../test/fakes/log.ts';
import { logResult } from './log.ts';

function resultOf(state: State): Result {
  const attempt: Attempt = {
    startedAt: '2026-11-21T12:00:07.120Z',
    state,
    ...(state !== 'passed' && { reason: 'too_slow', evidence: { status: 200 } }),
    message: 'server took 900ms',
    phases: { ttfb: 900, total: 950 },
    lag: 0.5,
    assertions: [],
    measurements: {},
  };
  return {
    check: 'quote',
    kind: 'http',
    target: 'GET https://exchange.example.com/v1/quotes',
    location: 'eu-west-1',
    scheduledAt: '2026-11-21T12:00:07.000Z',
    startedAt: attempt.startedAt,
    state,
    ...(attempt.reason && { reason: attempt.reason }),
    message: attempt.message,
    phases: attempt.phases,
    lag: attempt.lag,
    attempts: [attempt],
    labels: { severity: 'critical' },
  };
}

describe('a result is logged', () => {
  test.each<[string, State, number, number, string[]]>([
    ['failed: always', 'failed', 0, 0.99, ['warn']],
    ['degraded: always', 'degraded', 0, 0.99, ['warn']],
    ['errored: always, as an error', 'errored', 0, 0.99, ['error']],
    ['passed, nothing sampled: never', 'passed', 0, 0, []],
    ['passed, everything sampled: always', 'passed', 1, 0.999, ['info']],
    ['passed, inside the sample', 'passed', 0.1, 0.09, ['info']],
    ['passed, outside the sample', 'passed', 0.1, 0.1, []],
  ])('%s', (_sentence, state, sampleRate, random, levels) => {
    const log = memoryLog();
    logResult(resultOf(state), { log, sampleRate, random: () => random });
    expect(log.lines.map(({ level }) => level)).toEqual(levels);
  });

  test('with what helps to understand it', () => {
    const log = memoryLog();
    logResult(resultOf('failed'), { log, sampleRate: 0, random: () => 0 });
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'server took 900ms',
        fields: {
          check: 'quote',
          kind: 'http',
          target: 'GET https://exchange.example.com/v1/quotes',
          location: 'eu-west-1',
          state: 'failed',
          reason: 'too_slow',
          phases: { ttfb: 900, total: 950 },
          lag: 0.5,
          scheduledAt: '2026-11-21T12:00:07.000Z',
          attempts: [
            {
              startedAt: '2026-11-21T12:00:07.120Z',
              state: 'failed',
              reason: 'too_slow',
              message: 'server took 900ms',
              phases: { ttfb: 900, total: 950 },
              lag: 0.5,
            },
          ],
          evidence: { status: 200 },
        },
      },
    ]);
  });
});

test('the real log writes one line of JSON a call', async () => {
  const script = `
    import { jsonLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
    const log = jsonLog('eu-west-1');
    log.info('two\\nlines', { check: 'quote', attempts: [{ state: 'failed' }], absent: undefined });
    log.warn('a second one', { count: 2 });
    log.error('a third', {});
  `;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    script,
  ]);
  const lines = `${stdout}${stderr}`.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: 'INFO',
      message: 'two\nlines',
      service: 'vedette',
      location: 'eu-west-1',
      check: 'quote',
      attempts: [{ state: 'failed' }],
    },
    { level: 'WARN', message: 'a second one', count: 2 },
    { level: 'ERROR', message: 'a third' },
  ]);
});
