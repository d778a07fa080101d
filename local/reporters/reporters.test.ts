import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt, Result, State } from '../../model/result.ts';
import { REPORTER_NAMES, reporters } from './registry.ts';

function result(check: string, state: State, message = 'everything held'): Result {
  const attempt: Attempt = {
    startedAt: '2026-11-21T12:00:00.000Z',
    state,
    message,
    phases: { dns: 0.4, connect: 0.3, ttfb: 3.9, transfer: 0.1, total: 12.4 },
    lag: 0.5,
    assertions: [],
    measurements: {},
  };
  return {
    check,
    kind: 'http',
    target: 'GET https://example.com/',
    location: 'local',
    scheduledAt: attempt.startedAt,
    startedAt: attempt.startedAt,
    state,
    ...(state !== 'passed' && { reason: 'unexpected_body' as const }),
    message,
    phases: attempt.phases,
    lag: attempt.lag,
    attempts: [attempt],
    labels: { severity: 'critical' },
    runbook: 'https://runbooks.example.com/?a=1&b=2',
  };
}

const ALL = [
  result('site', 'passed'),
  result('quote', 'degraded', 'server took 1.51s'),
  result('health', 'failed', 'expected "ok", got <down>'),
  result('login', 'errored', 'the secret is not set'),
];

describe('the pretty reporter', () => {
  it('tells each check, each problem and the sum', () => {
    expect(reporters.pretty.onEnd?.(ALL, { color: false })).toBe(`\
● site    passed    12ms  dns 0.4 · connect 0.3 · ttfb 3.9 · transfer 0.1
◐ quote   degraded  12ms  dns 0.4 · connect 0.3 · ttfb 3.9 · transfer 0.1
✖ health  failed    12ms  dns 0.4 · connect 0.3 · ttfb 3.9 · transfer 0.1
▲ login   errored   12ms  dns 0.4 · connect 0.3 · ttfb 3.9 · transfer 0.1

◐ quote: unexpected_body: server took 1.51s
✖ health: unexpected_body: expected "ok", got <down>
▲ login: unexpected_body: the secret is not set

4 checks: 1 passed, 1 degraded, 1 failed, 1 errored
`);
  });

  it('has no colour unless it is asked for', () => {
    expect(reporters.pretty.onEnd?.(ALL, { color: true })).toContain('\x1b[1;31m✖');
  });

  it('tells how many attempts there were', () => {
    const [attempt] = ALL[2]?.attempts ?? [];
    const retried = { ...result('health', 'failed', 'down'), attempts: [attempt, attempt] } as Result;
    expect(reporters.pretty.onEnd?.([retried], { color: false })).toContain('down (after 2 attempts)');
  });
});

describe('the json reporter', () => {
  it('is one object a line, as it comes', () => {
    const lines = ALL.map((one) => reporters.json.onResult?.(one) ?? '');
    expect(lines.map((line) => JSON.parse(line))).toEqual(ALL);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });
});

describe('the junit reporter', () => {
  const junit = (results: readonly Result[]) => reporters.junit.onEnd?.(results, { color: false }) ?? '';

  it('tells failed from errored, and lets degraded pass', () => {
    const details = (message: string, state: string) =>
      `GET https://example.com/&#10;attempt 1: ${state}: ${message}&#10;runbook: https://runbooks.example.com/?a=1&amp;b=2`;
    expect(junit(ALL)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="vedette" tests="4" failures="1" errors="1" skipped="0" time="0.050">
    <testcase name="site" classname="vedette.http" time="0.012"/>
    <testcase name="quote" classname="vedette.http" time="0.012">
      <system-out>degraded: server took 1.51s</system-out>
    </testcase>
    <testcase name="health" classname="vedette.http" time="0.012">
      <failure message="expected &quot;ok&quot;, got &lt;down&gt;" type="unexpected_body">${details('expected &quot;ok&quot;, got &lt;down&gt;', 'failed')}</failure>
    </testcase>
    <testcase name="login" classname="vedette.http" time="0.012">
      <error message="the secret is not set" type="unexpected_body">${details('the secret is not set', 'errored')}</error>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  /** XML 1.0: what stands between the markup, and in attributes, is a Char, and no bare `<`, `&` or `"`. */
  const DOCUMENT =
    /^<\?xml[^?]*\?>(\s|<\/?[a-z-]+( [a-z]+="([^<&"\n]|&(amp|lt|gt|quot|#9|#10|#13);)*")*\/?>|[^<&]|&(amp|lt|gt|quot|#9|#10|#13);)*$/;

  it('is well-formed whatever a target sends', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constant(']]>\ud800\u0000\ufffe&#x0;'),
    );
    fc.assert(
      fc.property(text, (message) => {
        const xml = junit([result('one', 'failed', message), result('two', 'degraded', message)]);
        expect(xml).toMatch(DOCUMENT);
        expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
        expect(xml).not.toContain(']]>');
      }),
    );
  });
});

it('says nothing of no results but the sum', () => {
  for (const name of REPORTER_NAMES)
    expect(() => reporters[name].onEnd?.([], { color: false })).not.toThrow();
});
