import type { Listing } from './listings.ts';
import type { Market, Quote } from './market.ts';
import { countAt } from './rhythm.ts';
import type { QuoteRules } from './rules.ts';

/** The market as the exchange shows it: what is true, after its rules of the moment. Instants are epoch milliseconds. */
export class Feed {
  readonly #market: Market;
  readonly #rules: () => QuoteRules;

  constructor(market: Market, rules: () => QuoteRules) {
    this.#market = market;
    this.#rules = rules;
  }

  /** The latest quote of each of the listings that is shown at `now`. */
  quotes(listings: readonly Listing[], now: number): Quote[] {
    const rules = this.#rules();
    return listings
      .filter(rules.lists)
      .map((listing) =>
        this.#shown(listing, this.#market.quoteAt(listing, rules.shows(listing, now)), rules, now),
      );
  }

  /** How far a listing's updates have come at `now`: the sequence of the latest, before any fault of it. */
  position(listing: Listing, now: number): number {
    return countAt(listing.rhythm, this.#rules().shows(listing, now));
  }

  /** The updates of a listing after one position and up to another, as they are shown at `now`. */
  updates(listing: Listing, { after, upTo }: { after: number; upTo: number }, now: number): Quote[] {
    const rules = this.#rules();
    if (!rules.lists(listing)) return [];
    return this.#market
      .updates(listing, { after, upTo })
      .map((quote) => this.#shown(listing, quote, rules, now));
  }

  #shown(listing: Listing, quote: Quote, rules: QuoteRules, now: number): Quote {
    const at = rules.values(quote.time);
    if (at === quote.time) return rules.edit(quote, now);
    const { price, size, bid, ask } = this.#market.quoteAt(listing, at);
    return rules.edit({ ...quote, price, size, bid, ask }, now);
  }
}
