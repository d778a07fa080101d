import { describe, expect, it } from 'vitest';
import type { Thresholds } from '../../model/threshold.ts';
import { heightsOf, limitLines, topOf } from './limits.ts';

const phases = { dns: 1, connect: 10, tls: 100, ttfb: 1_000, transfer: 10_000, total: 11_111 };
const results = [{ phases }, { phases: { dns: 5, connect: 20 } }];

const failed = (...limits: Thresholds['failed']) => limitLines({ degraded: [], failed: limits });

describe('a limit', () => {
  it.each([
    ['total', [50, 50]],
    ['network', [50, 50]],
    ['dns', [50, 50]],
    ['connect', [51, 55]],
    ['tls', [61, 75]],
    ['server', [161, 75]],
    ['ttfb', [161, 75]],
    ['transfer', [1_161, 75]],
  ] as const)('on %s is so far above where that phase begins in each result', (phase, heights) => {
    const [line = expect.fail()] = failed({ phase, above: '50ms' });
    expect(heightsOf(line, results)).toEqual(heights);
  });

  it('is told with its level, degraded ones first', () => {
    const lines = limitLines({
      degraded: [{ phase: 'server', above: '250ms' }],
      failed: [{ phase: 'total', above: '2s' }],
    });
    expect(lines.map(({ text }) => text)).toEqual(['degraded: server above 250ms', 'failed: total above 2s']);
  });
});

describe('the upper end of the chart', () => {
  const top = (highest: number, above: '100ms' | '2s') =>
    topOf(highest, failed({ phase: 'total', above }), []);
  it.each([
    ['leaves room above the layers', 200, '100ms', 200 * 1.15],
    ['is above a limit that is near', 50, '100ms', 100 * 1.15],
    ['leaves a limit that is far away out, so that the layers can be read', 50, '2s', 50 * 1.15],
    ['is not nothing where nothing was measured', 0, '2s', 1.15],
  ] as const)('%s', (_, highest, above, expected) => {
    expect(top(highest, above)).toBeCloseTo(expected);
  });
});
