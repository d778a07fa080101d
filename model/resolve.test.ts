import { describe, expect, it } from 'vitest';
import { http } from '../probes/http/check.ts';
import { status } from '../probes/http/words.ts';
import { kinds } from '../probes/kinds.ts';
import { assertion } from './assertion/words.ts';
import type { Check, CommonOptions } from './check.ts';
import { group, type ProjectOptions, project } from './project.ts';
import { resolve } from './resolve.ts';

const URL = 'https://example.com/';

const resolved = (options: Partial<ProjectOptions>) =>
  resolve(project({ home: 'eu-west-1', checks: [], ...options }), kinds);

function only(options: Partial<ProjectOptions>): Check {
  const { checks, findings } = resolved(options);
  expect(findings).toEqual([]);
  return checks[0] as Check;
}

describe('what wins: project, then group, then check', () => {
  const nested = (far: CommonOptions, middle: CommonOptions, near: CommonOptions) =>
    only({ defaults: far, checks: [group('g', middle, [http('a', { url: URL, ...near })])] });

  it.each<[sentence: string, CommonOptions, CommonOptions, CommonOptions, Partial<Check>]>([
    [
      'nothing said gives the defaults',
      {},
      {},
      {},
      { everyMs: 60_000, timeoutMs: 10_000, network: 'public' },
    ],
    ["the project's stands when nobody else speaks", { every: '5m' }, {}, {}, { everyMs: 300_000 }],
    ["the group's comes over the project's", { every: '5m' }, { every: '2m' }, {}, { everyMs: 120_000 }],
    ["the check's comes over both", { every: '5m' }, { every: '2m' }, { every: '20s' }, { everyMs: 20_000 }],
    [
      'labels merge name by name',
      { labels: { team: 'a', category: 'x', site: 's' } },
      { labels: { team: 'b' } },
      { labels: { severity: 'critical' } },
      { labels: { severity: 'critical', team: 'b', category: 'x', site: 's' } },
    ],
    [
      'tags are joined, each once',
      { tags: ['a'] },
      { tags: ['b'] },
      { tags: ['a', 'c'] },
      { tags: ['a', 'b', 'c'] },
    ],
    [
      'thresholds merge limit by limit',
      { thresholds: { failed: '5s' } },
      {},
      { thresholds: { degraded: '1s' } },
      {
        thresholds: {
          degraded: [{ phase: 'server', above: '1s' }],
          failed: [{ phase: 'server', above: '5s' }],
        },
      },
    ],
    [
      'alarms merge one by one',
      { alarms: { degraded: false } },
      {},
      { alarms: { failed: { failures: 1, of: 1 } } },
      {
        alarms: {
          degraded: false,
          failed: { failures: 1, of: 1 },
          certificate: { severity: 'warning' },
          advisory: { severity: 'info' },
        },
      },
    ],
    [
      'a list is replaced, not joined',
      { locations: ['us-east-1'] },
      {},
      { locations: ['eu-west-2'] },
      { locations: ['eu-west-2'] },
    ],
  ])('%s', (_sentence, far, middle, near, expected) => {
    expect(nested(far, middle, near)).toMatchObject(expected);
  });

  it('a property set to undefined does not hide the farther one', () => {
    const near = { every: undefined } as unknown as CommonOptions;
    expect(nested({ every: '5m' }, {}, near).everyMs).toBe(300_000);
  });
});

describe('the defaults of a check', () => {
  const check = only({ checks: [http('a', { url: URL })] });

  it('runs from the home region', () => expect(check.locations).toEqual(['eu-west-1']));
  it('is a warning', () => expect(check.labels.severity).toBe('warning'));
  it('expects what its kind expects', () =>
    expect(check.expect).toEqual([assertion('status', 'isClass', '2xx')]));

  it("leaves the kind's expectation out when the definition speaks about the same source", () => {
    const { expect: asserted } = only({ checks: [http('a', { url: URL, expect: [status.is(404)] })] });
    expect(asserted).toEqual([status.is(404)]);
  });

  it('gets a timeout below a short interval', () => {
    expect(only({ checks: [http('a', { url: URL, every: '10s' })] }).timeoutMs).toBe(8_000);
  });
});

describe('a check with an error is never half run', () => {
  it.each<[sentence: string, Partial<ProjectOptions>, left: string[]]>([
    ['the others stay', { checks: [http('a', { url: 'nowhere' }), http('b', { url: URL })] }, ['b']],
    [
      'both of a pair with one id go',
      { checks: [http('a', { url: URL }), http('a', { url: URL }), http('b', { url: URL })] },
      ['b'],
    ],
    [
      'a wrong default of a group takes its checks',
      { checks: [group('g', { every: '3s' as never }, [http('a', { url: URL })]), http('b', { url: URL })] },
      ['b'],
    ],
    [
      'a wrong default of the project takes all',
      { defaults: { every: '3s' as never }, checks: [http('a', { url: URL })] },
      [],
    ],
  ])('%s', (_sentence, options, left) => {
    const { checks, findings } = resolved(options);
    expect(checks.map(({ id }) => id)).toEqual(left);
    expect(findings).not.toEqual([]);
  });
});
