import { describe, expect, it } from 'vitest';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import type { Check } from '../../model/check.ts';
import { metricsOf } from '../../model/check-metrics.ts';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../kinds.ts';
import { type PageOptions, page } from './check.ts';

const URL = 'https://exchange.example.com/markets?region=au';

const resolved = (options: object) =>
  resolve(project({ home: 'eu-west-1', checks: [page('home', { url: URL, ...options })] }), kinds);

function sound(options: Partial<PageOptions>): Check {
  const { checks, findings } = resolved(options);
  expect(findings).toEqual([]);
  const [check] = checks;
  if (!check) throw new Error('there is no check');
  return check;
}

describe('a definition', () => {
  it.each<[sentence: string, options: object, finding: string]>([
    [
      'a user name in its URL',
      { url: 'https://ada@exchange.example.com/' },
      'home: url: holds a user name; write httpCredentials: { user, password, origin }',
    ],
    [
      'a measure that there is not',
      { budgets: { lpc: '2s' } },
      "home: budgets.lpc: is not a property; did you mean 'lcp'?",
    ],
    [
      'a part that there is not',
      { budgets: { 'transferred:scripts': '1MB' } },
      "home: budgets.transferred:scripts: is not a property; did you mean 'transferred:script'?",
    ],
    [
      'a time that is none',
      { budgets: { lcp: 2_500 } },
      "home: budgets.lcp: 2500 is not a duration; write one such as '2.5s'",
    ],
    [
      'an amount that is none',
      { budgets: { transferred: { failed: '1.5 MB' } } },
      'home: budgets.transferred.failed: "1.5 MB" is not an amount of bytes; write one such as \'1.5MB\'',
    ],
    [
      'half a request',
      { budgets: { requests: 1.5 } },
      'home: budgets.requests: 1.5 is not a whole number; write one such as 80',
    ],
    [
      'limits the wrong way round',
      { budgets: { cls: { degraded: 0.25, failed: 0.1 } } },
      'home: budgets.cls: degrades no sooner than it fails; write a smaller degraded, or leave it out',
    ],
    [
      'INP of a page that is not touched',
      { budgets: { inp: '200ms' } },
      'home: budgets.inp: is of a page that nobody touches; write click: a selector',
    ],
    [
      'a connection that there is not',
      { connection: 'fast-3g' },
      'home: connection: "fast-3g" is not known; write one of as-it-is, cable, 4g, slow-4g, 3g',
    ],
    ['a trace, which it has none of', { bodies: true }, 'home: bodies: is not a property; use one of '],
  ])('is told of %s', (_sentence, options, finding) => {
    const [first] = resolved(options).findings.map(formatFinding);
    expect(first?.slice(0, finding.length)).toBe(finding);
  });

  it('has what people mean by default', () => {
    const { spec, everyMs, timeoutMs, lane, target } = sound({});
    expect(spec).toMatchObject({
      ...{ runs: 1, cache: 'cold', cpu: 'as-it-is', connection: 'as-it-is', settleMs: 5_000, limits: [] },
    });
    expect([everyMs, timeoutMs, lane, target]).toEqual([
      600_000,
      60_000,
      'browser',
      'https://exchange.example.com/markets',
    ]);
  });

  it('has the worse limits first, and bare ones degrade', () => {
    const budgets = { lcp: { degraded: '2.5s', failed: '4s' }, cls: 0.1, transferred: '1.5MB' } as const;
    expect(sound({ budgets }).spec).toMatchObject({
      limits: [
        { measure: 'lcp', state: 'failed', atMost: 4_000 },
        { measure: 'lcp', state: 'degraded', atMost: 2_500 },
        { measure: 'cls', state: 'degraded', atMost: 0.1 },
        { measure: 'transferred', state: 'degraded', atMost: 1_500_000 },
      ],
    });
  });
});

describe('what it publishes and asks for', () => {
  const names = (options: Partial<PageOptions>) => {
    const check = sound(options);
    return {
      metrics: metricsOf(check).flatMap((metric) => (typeof metric === 'string' ? [] : [metric.name])),
      alarms: alarmsOfAll([check]).map(({ role, severity }) => `${role} ${severity}`),
    };
  };

  it.each<[sentence: string, options: Partial<PageOptions>, metrics: string[], alarms: string[]]>([
    ['no more than it must', {}, ['LCP', 'CLS'], ['failed warning']],
    [
      'what there is a budget for',
      { budgets: { tbt: '200ms', 'requests:third-party': 5 }, labels: { severity: 'critical' } },
      ['OverBudget', 'LCP', 'CLS', 'TBT', 'RequestsThirdParty'],
      ['failed critical', 'budget warning'],
    ],
    [
      'no alarm that nobody wants',
      { budgets: { tbt: '200ms' }, alarms: { degraded: false } },
      ['OverBudget', 'LCP', 'CLS', 'TBT'],
      ['failed warning'],
    ],
  ])('%s', (_sentence, options, metrics, alarms) => {
    expect(names(options)).toEqual({ metrics, alarms });
  });
});
