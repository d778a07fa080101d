import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentileOf } from './distribution.ts';
import { Spread } from './spread.ts';

const spreadOf = (values: readonly number[]): Spread => {
  const spread = new Spread();
  for (const value of values) spread.add(value);
  return spread;
};

it('loses nothing, keeps the maximum, and calls nothing smaller than it is nor larger by more than it says', () => {
  const value = fc.double({ min: -10, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 500 }), (values) => {
      const spread = spreadOf(values);
      const made = spread.distribution();
      expect(spread.count).toBe(values.length);
      expect(made.reduce((sum, [, count]) => sum + count, 0)).toBe(values.length);
      expect(made.length).toBeLessThanOrEqual(150);
      expect(made.at(-1)?.[0]).toBe(Math.max(0, ...values));
      const sorted = values.map((one) => Math.max(0, one)).sort((a, b) => a - b);
      for (const share of [0.5, 0.95, 0.99]) {
        const exact = sorted[Math.max(1, Math.ceil(values.length * share)) - 1] ?? 0;
        const told = percentileOf(made, share) ?? -1;
        expect(told).toBeGreaterThanOrEqual(exact * (1 - 1e-5));
        expect(told).toBeLessThanOrEqual((exact + 1) * 1.12);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});

it('of nothing is empty', () => expect(spreadOf([]).distribution()).toEqual([]));
