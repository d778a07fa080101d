import { describe, expect, it } from 'vitest';
import type { Labels } from '../labels.ts';
import { inhibitionBy } from './inhibition.ts';
import { label } from './matcher.ts';
import type { Inhibition } from './route.ts';

const severity = label('severity');
const role = label('role');

const worse: Inhibition = {
  source: [severity.is('critical')],
  target: [severity.is('warning')],
  equal: ['check'],
};

const critical = { severity: 'critical', check: 'a' } as const;
const warning = { severity: 'warning', check: 'a' } as const;

describe('whether an alarm is inhibited', () => {
  it.each<[sentence: string, Inhibition[], firing: Labels[], target: Labels, by: Labels | undefined]>([
    ['by one that matches the source', [worse], [critical], warning, critical],
    ['not when nothing fires', [worse], [], warning, undefined],
    [
      'not by one with another value of an equal label',
      [worse],
      [{ ...critical, check: 'b' }],
      warning,
      undefined,
    ],
    ['not the source by the target', [worse], [warning], critical, undefined],
    [
      'a label that is in neither counts as equal',
      [worse],
      [{ severity: 'critical' }],
      { severity: 'warning' },
      { severity: 'critical' },
    ],
    ['a label that is in one alone does not', [worse], [{ severity: 'critical' }], warning, undefined],
    [
      'every label must be equal',
      [{ ...worse, equal: ['check', 'team'] }],
      [{ ...critical, team: 'x' }],
      warning,
      undefined,
    ],
    [
      'without equal labels by any source',
      [{ source: [role.is('watchdog')], target: [] }],
      [{ role: 'watchdog' }],
      warning,
      { role: 'watchdog' },
    ],
    ['not by itself', [{ source: [], target: [] }], [warning], warning, undefined],
    [
      'not by another one that is on both sides too',
      [{ source: [role.matches(/./)], target: [] }],
      [{ role: 'a' }],
      { role: 'b' },
      undefined,
    ],
    [
      'on both sides, but by one that is only a source',
      [{ source: [], target: [severity.is('warning')] }],
      [warning, critical],
      warning,
      critical,
    ],
    ['by the second rule', [{ ...worse, target: [role.is('x')] }, worse], [critical], warning, critical],
    [
      'transitively not: an inhibited alarm still inhibits',
      [worse, { source: [severity.is('warning')], target: [severity.is('info')] }],
      [critical, warning],
      { severity: 'info' },
      warning,
    ],
  ])('%s', (_, rules, firing, target, by) => {
    expect(inhibitionBy(rules)(firing)(target)).toEqual(by);
  });
});

/** Parent and child, a thousand times, and everything fires: what a region's end looks like. */
it('1,000 alarms against 1,000 rules while 1,000 fire takes less than a second', () => {
  const check = label('check');
  const rules = Array.from({ length: 1_000 }, (_, index) => ({
    source: [check.is(`check-${index}`), role.is('failed')],
    target: [check.is(`check-${index + 1}`)],
  }));
  const firing = Array.from({ length: 1_000 }, (_, index) => ({ check: `check-${index}`, role: 'failed' }));
  const began = performance.now();
  const inhibitor = inhibitionBy(rules)(firing);
  const inhibited = firing.filter((labels) => inhibitor(labels));
  expect(inhibited).toHaveLength(999);
  expect(performance.now() - began).toBeLessThan(1_000);
});
