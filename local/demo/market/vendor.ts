import { type Answer, json } from '../answer.ts';
import { fractionOf } from './chance.ts';
import type { Listing } from './listings.ts';
import type { Market } from './market.ts';
import type { VendorRules } from './rules.ts';

/** How long it takes the vendor to hear of an update, and how far its clock is ahead of the exchange's. */
const LAG_MS = 150;
const AHEAD_MS = 35;

/** How far its prices are off, either way: less than a basis point. */
const NOISE = 0.00008;

/** Apart from what the market draws. */
const NOISE_KEY = 4;

interface VendorSources {
  readonly market: Market;
  readonly rules: VendorRules;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What a second vendor says of the same market, on its own: later, by a clock of its own, and untouched by what is
 * wrong with the exchange. `t` is epoch milliseconds; `p` has four decimals.
 */
export function vendorAnswer(listings: readonly Listing[], { market, rules, now }: VendorSources): Answer {
  const heard = rules.shows(now) - LAG_MS;
  const data = listings.map((listing) => {
    const { symbol, time, price, size, sequence } = market.quoteAt(listing, heard);
    const noise = NOISE * (2 * fractionOf(listing.rank, sequence, NOISE_KEY) - 1);
    return { s: symbol, t: time + AHEAD_MS, p: Number((price * (1 + noise)).toFixed(4)), v: size };
  });
  return json(200, { data });
}
