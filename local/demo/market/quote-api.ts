import { type Answer, json, withHeaders } from '../answer.ts';
import type { Feed } from './feed.ts';
import { LISTINGS, type Listing, VENUES } from './listings.ts';
import type { QuoteRules } from './rules.ts';
import { csvOf, told } from './wire.ts';

interface QuoteSources {
  readonly feed: Feed;
  readonly rules: QuoteRules;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Polled quotes: `GET /v1/market/quotes` in JSON and `/v1/market/quotes.csv`, of all listings, of `?venue=XASX`, or of
 * `?symbols=BHP,CBA`. `undefined` for another path.
 */
export function quotesAnswer(url: URL, { feed, rules, now }: QuoteSources): Answer | undefined {
  const format = Object.hasOwn(FORMATS, url.pathname) ? FORMATS[url.pathname] : undefined;
  if (!format) return undefined;
  if (rules.retryAfter !== undefined) return tooMany(rules.retryAfter);
  const listings = asked(url.searchParams);
  return listings ? format(feed.quotes(listings, now), now) : unknownVenue;
}

const FORMATS: Readonly<Record<string, (quotes: ReturnType<Feed['quotes']>, now: number) => Answer>> = {
  '/v1/market/quotes': (quotes, now) =>
    json(200, { asOf: new Date(now).toISOString(), quotes: quotes.map(told) }),
  '/v1/market/quotes.csv': (quotes) => csv(csvOf(quotes)),
};

/** The listings that a query asks for: all where it says nothing; `undefined` when there is no such venue. */
export function asked(query: URLSearchParams): readonly Listing[] | undefined {
  const venue = query.get('venue');
  if (venue !== null && !(VENUES as readonly string[]).includes(venue)) return undefined;
  const symbols = query.get('symbols')?.split(',');
  return LISTINGS.filter(
    (listing) => (venue === null || listing.venue === venue) && (symbols?.includes(listing.symbol) ?? true),
  );
}

export const unknownVenue: Answer = json(404, { error: `venue must be one of ${VENUES.join(', ')}` });

export const csv = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/csv; charset=utf-8' },
  body,
});

const tooMany = (retryAfter: number): Answer =>
  withHeaders(json(429, { error: `too many requests; come again in ${retryAfter} s` }), {
    'retry-after': String(retryAfter),
  });
