import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOffset } from './clocks.ts';

const at = (text: string): number => Date.parse(`2026-11-26T${text}Z`);

describe("what a Date header says of the target's clock", () => {
  it.each<
    [sentence: string, date: string | undefined, offsetMs: number | undefined, errorMs: number | undefined]
  >([
    ['nothing without one', undefined, undefined, undefined],
    ['nothing when it is none', 'soon', undefined, undefined],
    ['no offset where there may be none', 'Thu, 26 Nov 2026 10:00:00 GMT', 0, 700],
    ['at least so much ahead', 'Thu, 26 Nov 2026 10:00:10 GMT', 9_600, 1_100],
    ['at least so much behind', 'Thu, 26 Nov 2026 09:59:50 GMT', -9_300, 1_100],
  ])('%s', (_sentence, date, offsetMs, errorMs) => {
    const seen = clockOffset(date, { askedAt: at('10:00:00.300'), answeredAt: at('10:00:00.400') });
    expect(seen).toEqual(offsetMs === undefined ? undefined : { offsetMs, errorMs });
  });

  it('contains the truth, whatever that is', () => {
    const numbers = fc.record({
      offset: fc.integer({ min: -1e7, max: 1e7 }),
      out: fc.nat(5_000),
      back: fc.nat(5_000),
    });
    fc.assert(
      fc.property(numbers, ({ offset, out, back }) => {
        const askedAt = at('10:00:00.300');
        const date = new Date(askedAt + out + offset).toUTCString();
        const seen = clockOffset(date, { askedAt, answeredAt: askedAt + out + back });
        expect(Math.abs((seen?.offsetMs ?? 0) - offset)).toBeLessThanOrEqual(seen?.errorMs ?? -1);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
