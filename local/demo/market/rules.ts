import type { Listing } from './listings.ts';
import type { Quote } from './market.ts';

/** What the exchange makes of its market before anybody sees it, over REST and the stream alike. */
export interface QuoteRules {
  /** The instant of the market that is shown at `now`, in epoch milliseconds. */
  readonly shows: (listing: Listing, now: number) => number;
  /** The instant that price, size, bid and ask are of, where another one is shown. */
  readonly values: (instant: number) => number;
  readonly lists: (listing: Listing) => boolean;
  /** What is said of a quote at `now`. */
  readonly edit: (quote: Quote, now: number) => Quote;
  /** Refuses every poll with 429 and this patience, in seconds. @default none is refused */
  readonly retryAfter?: number;
}

export const QUOTE_RULES: QuoteRules = {
  shows: (_listing, now) => now,
  values: (instant) => instant,
  lists: () => true,
  edit: (quote) => quote,
};

/** How the stream sends, over WebSocket and server-sent events alike. */
export interface StreamRules {
  /** The instant that has come through at `now`, in epoch milliseconds. */
  readonly shows: (now: number) => number;
  readonly heartbeats: boolean;
  /** Whether an update is lost on the way. */
  readonly skips: (quote: Quote) => boolean;
  /** Whether an update is sent cut short. */
  readonly mangles: (quote: Quote) => boolean;
  /** How long a connection is kept, in milliseconds. */
  readonly keepsForMs: number;
}

export const STREAM_RULES: StreamRules = {
  shows: (now) => now,
  heartbeats: true,
  skips: () => false,
  mangles: () => false,
  keepsForMs: Number.POSITIVE_INFINITY,
};
