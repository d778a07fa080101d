import type { Venue } from './listings.ts';
import { START } from './rhythm.ts';

/** Whether a venue trades at an instant, in epoch milliseconds. */
export type IsOpen = (venue: Venue, instant: number) => boolean;

/** The demo market never sleeps, so that there is something to see at any hour. */
export const alwaysOpen: IsOpen = () => true;

/** Sessions end on whole minutes. */
const MINUTE_MS = 60_000;

/** No exchange is closed for longer in a row. */
const LONGEST_CLOSURE_MS = 14 * 86_400_000;

interface Closure {
  readonly lastOpen: number;
  /** The latest instant that is known to be of the same closure. */
  readonly seenAt: number;
}

/** The hours of the venues. Remembers each venue's last closure, so that it is looked for once. */
export class Hours {
  readonly isOpen: IsOpen;
  readonly #closures = new Map<Venue, Closure>();

  constructor(isOpen: IsOpen) {
    this.isOpen = isOpen;
  }

  /** The instant itself when the venue is open, else the last millisecond that it was; `START` when that is too long ago. */
  lastOpen(venue: Venue, instant: number): number {
    if (this.isOpen(venue, instant)) return instant;
    const known = this.#closures.get(venue);
    const lastOpen = this.#lookBack(venue, instant, known);
    if (!known || instant >= known.seenAt) this.#closures.set(venue, { lastOpen, seenAt: instant });
    return lastOpen;
  }

  #lookBack(venue: Venue, from: number, known: Closure | undefined): number {
    const earliest = from - LONGEST_CLOSURE_MS;
    for (let at = from; at > earliest; at = Math.floor(at / MINUTE_MS) * MINUTE_MS - 1) {
      if (known && at > known.lastOpen && at <= known.seenAt) return known.lastOpen;
      if (this.isOpen(venue, at)) return at;
    }
    return START;
  }
}
