import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, judged, MINUTE, many, NOW, polls, quote, SECOND } from '../../test/market-polls.ts';

import type { Tick } from './tick.ts';

describe('what is published', () => {
  it('of quotes', () => {
    const ticks = [...many(8, SECOND), quote('BHP', 2 * MINUTE), { symbol: 'CBA' }];
    const { measurements, staleness, items } = judged(
      { symbols: { atLeast: 12 }, named: { symbols: ['BHP'] } },
      { ticks },
    );
    expect(measurements).toEqual({
      symbols: 10,
      stale_count: 1,
      stale_share: 11.111,
      named_staleness: 120,
      missing_count: 3,
      coverage: 75,
      lag: 1,
    });
    expect(staleness).toEqual([
      [1, 8],
      [120, 1],
    ]);
    expect(items[0]).toEqual({ name: 'BHP', says: 'is 2m old, above the limit of 1m' });
  });

  it('never exceeds what one datum and one result can hold, whatever the source sends', () => {
    const tick = fc.record(
      {
        symbol: fc.string({ maxLength: 3 }),
        at: fc.integer({ min: NOW - HOUR, max: NOW + HOUR }),
        price: fc.double({ noNaN: true }),
        bid: fc.double({ noNaN: true }),
        ask: fc.double({ noNaN: true }),
        sequence: fc.maxSafeInteger(),
      },
      { requiredKeys: ['symbol'] },
    ) as fc.Arbitrary<Tick>;
    fc.assert(
      fc.property(fc.array(fc.array(tick, { maxLength: 300 }), { minLength: 1, maxLength: 4 }), (answers) => {
        const result = polls(
          {},
          answers.map((ticks, poll) => ({ ticks, now: NOW + poll * SECOND })),
        );
        expect(result.staleness.length).toBeLessThanOrEqual(150);
        expect(result.items.length).toBeLessThanOrEqual(50);
        expect(result.known.size).toBe(new Set(answers.at(-1)?.map(({ symbol }) => symbol)).size);
        for (const value of Object.values(result.measurements)) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('does not hang on the order of the rows', () => {
    const row = fc.record({
      symbol: fc.constantFrom('BHP', 'CBA', 'CSL'),
      at: fc.integer({ min: NOW - HOUR, max: NOW }),
      price: fc.integer({ min: -1, max: 20 }),
      sequence: fc.integer({ min: 0, max: 50 }),
    });
    const rows = fc.uniqueArray(row, { maxLength: 40, selector: ({ at }) => at });
    fc.assert(
      fc.property(
        rows.chain((ticks) =>
          fc.tuple(fc.constant(ticks), fc.shuffledSubarray(ticks, { minLength: ticks.length })),
        ),
        ([ticks, shuffled]) => {
          const { outcomes, measurements } = judged({}, { ticks });
          const other = judged({}, { ticks: shuffled });
          expect(other.measurements).toEqual(measurements);
          expect(other.outcomes.map(({ verdict }) => verdict)).toEqual(
            outcomes.map(({ verdict }) => verdict),
          );
        },
      ),
      { numRuns: 200, seed: 6 },
    );
  });

  it('remembers a bounded number of symbols', () => {
    expect(judged({}, { ticks: many(100_001, SECOND) }).known.size).toBe(100_000);
  });
});
