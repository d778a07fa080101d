import { fractionOf } from './chance.ts';
import { alwaysOpen, Hours, type IsOpen } from './hours.ts';
import type { Listing, Venue } from './listings.ts';
import { countAt, momentOf } from './rhythm.ts';

/** One update of a listing. */
export interface Quote {
  readonly symbol: string;
  readonly venue: Venue;
  /** When it was made at the venue, in epoch milliseconds. */
  readonly time: number;
  /** Of the last trade, in whole cents as are `bid` and `ask`. */
  readonly price: number;
  /** Of the last trade, in shares. */
  readonly size: number;
  readonly bid: number;
  readonly ask: number;
  /** One more with each update of the symbol. Closed hours count as if it had traded, so it leaps at an opening. */
  readonly sequence: number;
}

/** How far a price swings around its close, and how long that takes; each listing at a time of its own. */
const SWING = 0.01;
const SWING_MS = 600_000;

/** How far each update is off the swing, either way. */
const NOISE = 0.0005;

const CENTS = 100;

/** Shares are traded in parcels of 10, of at most 100 parcels. */
const PARCEL = 10;
const MOST_PARCELS = 100;

/** What is drawn for an update, each by a key of its own. */
const DRAWN = { noise: 1, side: 2, size: 3 } as const;

/** What happens at the venues. Everything follows from the listing and the instant: nothing runs, nothing is kept. */
export class Market {
  readonly #hours: Hours;

  /** `isOpen`: when its venues trade. @default always */
  constructor(isOpen: IsOpen = alwaysOpen) {
    this.#hours = new Hours(isOpen);
  }

  /** The last update of a listing at an instant, in epoch milliseconds. */
  quoteAt(listing: Listing, instant: number): Quote {
    const { rhythm, venue } = listing;
    const latest = countAt(rhythm, this.#hours.lastOpen(venue, instant));
    // Just after an opening the latest update would be of the closed hours: the last one of the day before stands.
    const isTraded = this.#hours.isOpen(venue, momentOf(rhythm, latest));
    const before = isTraded ? latest : countAt(rhythm, this.#hours.lastOpen(venue, momentOf(rhythm, latest)));
    return quoteOf(listing, before);
  }

  /** The updates of a listing after one sequence and up to another, oldest first. */
  updates(listing: Listing, { after, upTo }: { after: number; upTo: number }): Quote[] {
    return Array.from({ length: Math.max(0, upTo - after) }, (_, index) => after + 1 + index)
      .filter((sequence) => this.#hours.isOpen(listing.venue, momentOf(listing.rhythm, sequence)))
      .map((sequence) => quoteOf(listing, sequence));
  }
}

function quoteOf({ symbol, venue, rank, close, rhythm }: Listing, sequence: number): Quote {
  const time = momentOf(rhythm, sequence);
  const draw = (what: number): number => fractionOf(rank, sequence, what);
  const swing = SWING * Math.sin(2 * Math.PI * (time / SWING_MS + fractionOf(rank)));
  const noise = NOISE * (2 * draw(DRAWN.noise) - 1);
  const middle = Math.round(close * (1 + swing + noise) * CENTS);
  const side = Math.floor(3 * draw(DRAWN.side)) - 1; // bought at the ask, sold at the bid, or met in the middle
  return {
    symbol,
    venue,
    time,
    price: (middle + side) / CENTS,
    size: PARCEL * (1 + Math.floor(MOST_PARCELS * draw(DRAWN.size))),
    bid: (middle - 1) / CENTS,
    ask: (middle + 1) / CENTS,
    sequence,
  };
}
