import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Distribution, distributionOf, percentileOf } from './distribution.ts';

const sizeOf = (distribution: Distribution): number =>
  distribution.reduce((sum, [, count]) => sum + count, 0);

describe('a distribution', () => {
  it.each<[sentence: string, values: number[], expected: Distribution]>([
    ['of nothing is empty', [], []],
    [
      'counts what is equal, the smallest first',
      [3, 1, 3, 2],
      [
        [1, 1],
        [2, 1],
        [3, 2],
      ],
    ],
    ['takes what is below 0 for 0', [-1, 0], [[0, 2]]],
  ])('%s', (_sentence, values, expected) => {
    expect(distributionOf(values)).toEqual(expected);
  });

  it('fits one datum of CloudWatch, loses nothing, keeps the maximum and calls nothing smaller than it is', () => {
    const value = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3_000 }), (values) => {
        const made = distributionOf(values);
        expect(made.length).toBeLessThanOrEqual(150);
        expect(sizeOf(made)).toBe(values.length);
        expect(made.at(-1)?.[0]).toBe(Math.max(...values));
        const sorted = values.toSorted((a, b) => a - b);
        for (const share of [0.5, 0.95, 0.99]) {
          const exact = sorted[Math.max(1, Math.ceil(values.length * share)) - 1] ?? 0;
          expect(percentileOf(made, share)).toBeGreaterThanOrEqual(exact * (1 - 1e-5));
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('of 5,000 ages between 10 ms and 20 minutes is within 10 %', () => {
    const ages = Array.from({ length: 5_000 }, (_, index) => 0.01 * 1.0023 ** index);
    const median = percentileOf(distributionOf(ages), 0.5) ?? 0;
    const exact = ages[2_499] ?? 0;
    expect(median / exact).toBeGreaterThanOrEqual(1);
    expect(median / exact).toBeLessThan(1.1);
  });
});

describe('a percentile', () => {
  it.each<[share: number, expected: number | undefined]>([
    [0, 1],
    [0.5, 1],
    [0.51, 2],
    [0.99, 9],
    [1, 9],
  ])('%d of 1, 1, 2, 9 is %d', (share, expected) => {
    expect(
      percentileOf(
        [
          [1, 2],
          [2, 1],
          [9, 1],
        ],
        share,
      ),
    ).toBe(expected);
  });

  it('of nothing is nothing', () => expect(percentileOf([], 0.5)).toBeUndefined());
});
