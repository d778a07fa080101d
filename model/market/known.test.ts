import { describe, expect, it } from 'vitest';
import { follow, type KnownSymbol } from './known.ts';
import type { Tick } from './tick.ts';

const believed = { value: undefined, disputed: 0 };

/** What is known after the same tick came so often, each time with a stamp of its moment. */
function afterMany(tick: Omit<Tick, 'at'>, times: number): KnownSymbol | undefined {
  let known: KnownSymbol | undefined;
  for (let at = 1; at <= times; at += 1) {
    const moment = { askedAt: at, answeredAt: at, newest: at };
    known = follow(known, { ...tick, at }, moment, { price: believed, sequence: believed });
  }
  return known;
}

describe('a value that stands still under stamps that move', () => {
  it('is counted where there is one', () => {
    expect(afterMany({ symbol: 'BHP', price: 45 }, 30)).toMatchObject({ updates: 29, stampedNow: 29 });
  });

  it('is nothing where there is only a time, as of news', () => {
    expect(afterMany({ symbol: '' }, 30)).toMatchObject({ updates: 0, stampedNow: 0 });
  });
});
