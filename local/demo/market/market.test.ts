import { describe, expect, it } from 'vitest';
import { frameOf } from './frame.ts';
import type { IsOpen } from './hours.ts';
import { LISTINGS, listingOf, VENUES } from './listings.ts';
import { Market } from './market.ts';

const NOON = Date.parse('2026-11-25T12:00:00.000Z');
const HOUR_MS = 3_600_000;

const bhp = listingOf('BHP');
if (!bhp) throw new Error('BHP is not listed');

describe('the listings', () => {
  it('are a few hundred, on three venues, with no symbol twice', () => {
    expect(new Set(LISTINGS.map(({ symbol }) => symbol)).size).toBe(LISTINGS.length);
    for (const venue of VENUES) {
      expect(LISTINGS.filter((listing) => listing.venue === venue).length).toBeGreaterThan(90);
    }
  });

  it('have symbols that fit into a binary frame', () => {
    expect(LISTINGS.filter(({ symbol }) => !/^[A-Z0-9.]{1,8}$/.test(symbol))).toEqual([]);
  });
});

describe('a market that is always open', () => {
  const market = new Market();

  it('says the same of the same instant, whoever asks', () => {
    const quotes = LISTINGS.map((listing) => market.quoteAt(listing, NOON));
    expect(LISTINGS.map((listing) => new Market().quoteAt(listing, NOON))).toEqual(quotes);
  });

  it('has prices in whole cents, between or at bid and ask, near the close', () => {
    const wrong = LISTINGS.map((listing) => ({ ...listing, ...market.quoteAt(listing, NOON) })).filter(
      ({ price, bid, ask, close }) =>
        ![price, bid, ask].every((one) => Number(one.toFixed(2)) === one) ||
        !(bid <= price && price <= ask && bid < ask) ||
        Math.abs(price / close - 1) > 0.012,
    );
    expect(wrong).toEqual([]);
  });

  it('tells each update once, one sequence after the other', () => {
    const { sequence } = market.quoteAt(bhp, NOON);
    const upTo = market.quoteAt(bhp, NOON + 60_000).sequence;
    const updates = market.updates(bhp, { after: sequence, upTo });
    expect(updates.map((update) => update.sequence)).toEqual(updates.map((_, index) => sequence + 1 + index));
    expect(updates.at(-1)).toEqual(market.quoteAt(bhp, NOON + 60_000));
    expect(updates.length).toBeGreaterThan(100);
  });

  it('lets a price move', () => {
    const prices = Array.from({ length: 60 }, (_, index) => market.quoteAt(bhp, NOON + index * 1_000).price);
    expect(new Set(prices).size).toBeGreaterThan(5);
  });
});

describe('a market that closes', () => {
  /** From noon to one, each day. */
  const isOpen: IsOpen = (_venue, instant) => new Date(instant).getUTCHours() === 12;
  const market = new Market(isOpen);
  const close = NOON + HOUR_MS;

  it('stands at the last update before the close, until it opens again', () => {
    const last = market.quoteAt(bhp, close - 1);
    for (const later of [0, 1, HOUR_MS, 5 * HOUR_MS, 22 * HOUR_MS]) {
      expect(market.quoteAt(bhp, close + later)).toEqual(last);
    }
    expect(market.quoteAt(bhp, close + 24 * HOUR_MS - 1).time).toBeGreaterThan(last.time);
  });

  it('remembers no closure for another', () => {
    const first = market.quoteAt(bhp, close + HOUR_MS);
    const next = market.quoteAt(bhp, close + 25 * HOUR_MS);
    expect(next.time).toBeGreaterThan(first.time);
    expect(market.quoteAt(bhp, close + HOUR_MS)).toEqual(first);
  });

  it('has no update of a closed hour, neither right after the opening', () => {
    const instants = Array.from({ length: 600 }, (_, index) => NOON + 24 * HOUR_MS + index);
    const closed = instants.filter((instant) => !isOpen('XASX', market.quoteAt(bhp, instant).time));
    expect(closed).toEqual([]);
    const after = market.quoteAt(bhp, close - 1).sequence;
    expect(market.updates(bhp, { after, upTo: after + 100 })).toEqual([]);
  });

  it('that was never open shows its first quote', () => {
    const never = new Market(() => false);
    expect(never.quoteAt(bhp, NOON)).toEqual(never.quoteAt(bhp, NOON + 30 * 24 * HOUR_MS));
    expect(never.quoteAt(bhp, NOON).sequence).toBe(0);
  });
});

it('a binary frame holds what its layout says, where it says', () => {
  const frame = frameOf({
    symbol: 'BT.A',
    venue: 'XLON',
    time: NOON + 1,
    price: 45.12,
    size: 300,
    bid: 45.11,
    ask: 45.13,
    sequence: 4_000_000_000,
  });
  expect(frame).toHaveLength(40);
  expect(frame.toString('ascii', 0, 12)).toBe('BT.A    XLON');
  expect(frame.readBigUInt64BE(12)).toBe(BigInt(NOON + 1) * 1_000_000n);
  expect([20, 24, 28, 32, 36].map((offset) => frame.readUInt32BE(offset))).toEqual([
    4_000_000_000, 451_200, 451_100, 451_300, 300,
  ]);
});
