import { describe, expect, it } from 'vitest';
import type { Point } from './api.ts';
import { percentiles, SEGMENTS, segmentsOf, uptimeOf, withPoint } from './bars.ts';

const points = (...states: Point['state'][]): Point[] => states.map((state, at) => ({ at, state }));

describe('the uptime bar', () => {
  it('always has 90 segments: one that is not full begins with nothing', () => {
    const segments = segmentsOf(points('passed', 'failed'));
    expect(segments).toHaveLength(SEGMENTS);
    expect(segments.slice(-3)).toEqual(['none', 'passed', 'failed']);
  });

  it('keeps no more points than it has segments', () => {
    let kept: readonly Point[] = [];
    for (let at = 0; at < 200; at += 1) kept = withPoint(kept, { at, state: 'passed' });
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([SEGMENTS, 110, 199]);
  });

  it('takes a point that comes late into its place, and one that comes twice once', () => {
    const two: Point[] = [
      { at: 1, state: 'passed' },
      { at: 3, state: 'passed' },
    ];
    const late = withPoint(two, { at: 2, state: 'failed' });
    expect(withPoint(late, { at: 2, state: 'failed' }).map(({ at }) => at)).toEqual([1, 2, 3]);
  });
});

describe('the share of results that were up', () => {
  it.each([
    { of: 'nothing yet', states: [], share: undefined },
    { of: 'degraded ones, which answered', states: ['degraded', 'passed'], share: 1 },
    { of: 'one of four failed', states: ['passed', 'failed', 'passed', 'passed'], share: 0.75 },
    { of: 'errored ones, which say nothing', states: ['errored', 'failed', 'passed'], share: 0.5 },
  ] as const)('$of: $share', ({ states, share }) => {
    expect(uptimeOf(points(...states))).toBe(share);
  });
});

describe('percentiles, by nearest rank', () => {
  it.each([
    { of: [], p50: undefined, p95: undefined },
    { of: [7], p50: 7, p95: 7 },
    { of: [4, 1, 3, 2], p50: 2, p95: 4 },
    { of: Array.from({ length: 100 }, (_, index) => index + 1), p50: 50, p95: 95 },
  ])('of $of.length values', ({ of, p50, p95 }) => {
    expect(percentiles(of, 0.5, 0.95)).toEqual([p50, p95]);
  });
});
