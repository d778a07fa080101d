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

/** What the second vendor goes by. */
export interface VendorRules {
  /** The instant of the market that it has heard of at `now`, in epoch milliseconds, before its usual lag. */
  readonly shows: (now: number) => number;
}

export const VENDOR_RULES: VendorRules = { shows: (now) => now };

/** What the end-of-day files go by. */
export interface EndOfDayRules {
  /** How many of the files that are due are not there yet. */
  readonly missing: number;
}

export const END_OF_DAY_RULES: EndOfDayRules = { missing: 0 };

/** What the news goes by. */
export interface NewsRules {
  /** How long nothing new has been written, in milliseconds. */
  readonly silentForMs: number;
}

export const NEWS_RULES: NewsRules = { silentForMs: 0 };
