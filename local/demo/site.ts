import { type Answer, json } from './answer.ts';

/** Closing prices that the quotes wander around. */
const PRICES: Readonly<Record<string, number>> = {
  BHP: 45.12,
  CBA: 158.4,
  CSL: 271.05,
  RIO: 118.9,
  WES: 77.36,
};

/** How far a quote wanders from its closing price, and how long one swing takes. */
const SWING = 0.01;
const SWING_MS = 600_000;

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
  const symbol = query.get('symbol') ?? '';
  const close = Object.hasOwn(PRICES, symbol) ? PRICES[symbol] : undefined;
  if (close === undefined) {
    return json(404, { error: `symbol must be one of ${Object.keys(PRICES).join(', ')}` });
  }
  const price = close * (1 + SWING * Math.sin((2 * Math.PI * now) / SWING_MS));
  return json(200, { symbol, price: Number(price.toFixed(2)), currency: 'AUD', asOf: isoOf(now) });
}

const isoOf = (now: number): string => new Date(now).toISOString();
