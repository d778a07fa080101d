import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTINGS } from './listings.ts';
import { countAt, momentOf, START } from './rhythm.ts';

const someListing = fc.integer({ min: 0, max: LISTINGS.length - 1 }).map((rank) => {
  const listing = LISTINGS[rank];
  if (!listing) throw new Error(`no listing ${rank}`);
  return listing;
});
const someCount = fc.integer({ min: 1, max: 1_000_000_000 });

describe('a rhythm', () => {
  it('has happened n times from its nth moment to the one before the next', () => {
    fc.assert(
      fc.property(someListing, someCount, ({ rhythm }, count) => {
        expect(countAt(rhythm, momentOf(rhythm, count))).toBe(count);
        expect(countAt(rhythm, momentOf(rhythm, count + 1) - 1)).toBe(count);
      }),
    );
  });

  it('waits no shorter and no longer than it says', () => {
    fc.assert(
      fc.property(someListing, someCount, ({ rhythm }, count) => {
        const { periodMs, jitterMs } = rhythm;
        const wait = momentOf(rhythm, count + 1) - momentOf(rhythm, count);
        expect(wait).toBeGreaterThan(periodMs - jitterMs);
        expect(wait).toBeLessThan(periodMs + jitterMs);
      }),
    );
  });

  it('has not happened before counting began', () => {
    expect(countAt({ key: 1, periodMs: 500, jitterMs: 400 }, START - 86_400_000)).toBe(0);
  });
});
