import { type Answer, json } from './answer.ts';
import { listingOf } from './market/listings.ts';
import { Market } from './market/market.ts';

const ROUTES: Readonly<Record<string, (query: URLSearchParams, now: number) => Answer>> = {
  '/health': (_query, now) => json(200, { status: 'ok', database: 'up', feed: 'up', at: isoOf(now) }),
  '/v1/quotes': quote,
};

/** What the open APIs answer when nothing is wrong with them. `now` is epoch milliseconds. */
export function answerTo({ pathname, searchParams }: URL, now: number): Answer {
  const route = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
  return route?.(searchParams, now) ?? json(404, { error: 'there is nothing here' });
}

function quote(query: URLSearchParams, now: number): Answer {
  const listing = listingOf(query.get('symbol') ?? '');
  if (listing?.venue !== 'XASX') return json(404, { error: 'symbol must be one of XASX, such as BHP' });
  const { symbol, price } = new Market().quoteAt(listing, now);
  return json(200, { symbol, price, currency: 'AUD', asOf: isoOf(now) });
}

const isoOf = (now: number): string => new Date(now).toISOString();
