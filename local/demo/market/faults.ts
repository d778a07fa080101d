import type { DemoFault } from '../fault.ts';
import type { Quote } from './market.ts';
import type { QuoteRules, StreamRules } from './rules.ts';

const FROZEN_SYMBOL = 'BHP';
const FUTURE_MS = 90_000;
const LAG_MS = 45_000;
/** Of a price. */
const JUMP = 0.2;
const RETRY_AFTER_SECONDS = 30;
/** More than a busy symbol gains in a second, so that every sequence goes back from poll to poll. */
const FALL_PER_SECOND = 5;
/** One quote of a symbol in so many is lost, or cut short. */
const ONE_IN = 10;
/** Less than a stream makes up for afterwards. */
const MOST_SLOW_MS = 30_000;
const KEPT_MS = 3_000;
const NEWS_HOURS = 6;

/** Market data that is wrong: each as the exchange goes on to show it from the moment that the fault was switched on. */
export const MARKET_FAULTS = {
  'quotes-freeze': {
    service: 'quotes',
    description: 'stands still: no symbol is updated, neither polled nor streamed',
    strike: (rules, since) => ({
      ...rules,
      shows: (listing, now) => Math.min(rules.shows(listing, now), since),
    }),
  },
  'quotes-freeze-symbol': {
    service: 'quotes',
    description: `does not update ${FROZEN_SYMBOL}; all other symbols go on`,
    strike: (rules, since) => ({
      ...rules,
      shows: (listing, now) => {
        const shown = rules.shows(listing, now);
        return listing.symbol === FROZEN_SYMBOL ? Math.min(shown, since) : shown;
      },
    }),
  },
  'quotes-lag': {
    service: 'quotes',
    description: `falls ${LAG_MS / 1_000} s behind, and stays there`,
    strike: (rules, since) => ({
      ...rules,
      shows: (listing, now) => {
        const shown = rules.shows(listing, now);
        return Math.max(Math.min(shown, since), shown - LAG_MS); // stands until it is that far behind
      },
    }),
  },
  'quotes-stamp-now': {
    service: 'quotes',
    description: 'stands still, and says of every quote that it is of now',
    strike: (rules, since) => edited(flat(rules, since), (quote, now) => ({ ...quote, time: now })),
  },
  'quotes-future': {
    service: 'quotes',
    description: `stamps quotes ${FUTURE_MS / 1_000} s ahead`,
    strike: (rules) => edited(rules, (quote) => ({ ...quote, time: quote.time + FUTURE_MS })),
  },
  'quotes-flat': {
    service: 'quotes',
    description: 'updates time and sequence, while price, size, bid and ask stand still',
    strike: (rules, since) => flat(rules, since),
  },
  'quotes-zero': {
    service: 'quotes',
    description: 'says that every price is 0',
    strike: (rules) => edited(rules, (quote) => ({ ...quote, price: 0 })),
  },
  'quotes-crossed': {
    service: 'quotes',
    description: 'bids more than it asks',
    strike: (rules) => edited(rules, (quote) => ({ ...quote, bid: quote.ask, ask: quote.bid })),
  },
  'quotes-jump': {
    service: 'quotes',
    description: `lets every second price of a symbol jump by ${JUMP * 100} %`,
    strike: (rules) => edited(rules, (quote) => (quote.sequence % 2 === 0 ? quote : jumped(quote))),
  },
  'quotes-sequence-back': {
    service: 'quotes',
    description: `counts back: every sequence falls by ${FALL_PER_SECOND} a second`,
    strike: (rules, since) =>
      edited(rules, (quote, now) => ({
        ...quote,
        sequence: Math.max(0, quote.sequence - fallen(now - since)),
      })),
  },
  'quotes-half': {
    service: 'quotes',
    description: 'leaves out every second symbol',
    strike: (rules) => ({
      ...rules,
      lists: (listing) => listing.rank % 2 === 0 && rules.lists(listing),
    }),
  },
  'quotes-rate-limit': {
    service: 'quotes',
    description: `answers polls with 429 and Retry-After: ${RETRY_AFTER_SECONDS}`,
    strike: (rules) => ({ ...rules, retryAfter: RETRY_AFTER_SECONDS }),
  },
  'stream-freeze': {
    service: 'stream',
    description: 'sends nothing, not even a heartbeat, and stays connected; polled quotes go on',
    strike: (rules, since) => ({ ...halted(rules, since), heartbeats: false }),
  },
  'stream-heartbeats-only': {
    service: 'stream',
    description: 'sends heartbeats and no quotes',
    strike: (rules, since) => halted(rules, since),
  },
  'stream-gaps': {
    service: 'stream',
    description: `loses every ${ONE_IN}th quote of a symbol, so that its sequence jumps`,
    strike: (rules) => ({ ...rules, skips: (quote) => quote.sequence % ONE_IN === 0 || rules.skips(quote) }),
  },
  'stream-slow': {
    service: 'stream',
    description: `falls behind by half a second a second, up to ${MOST_SLOW_MS / 1_000} s`,
    strike: (rules, since) => ({ ...rules, shows: (now) => slowed(rules.shows(now), since) }),
  },
  'stream-disconnect': {
    service: 'stream',
    description: `closes every connection after ${KEPT_MS / 1_000} s, with code 1011`,
    strike: (rules) => ({ ...rules, keepsForMs: Math.min(rules.keepsForMs, KEPT_MS) }),
  },
  'stream-malformed': {
    service: 'stream',
    description: `cuts every ${ONE_IN}th quote of a symbol short`,
    strike: (rules) => ({
      ...rules,
      mangles: (quote) => quote.sequence % ONE_IN === 0 || rules.mangles(quote),
    }),
  },
  'vendor-freeze': {
    service: 'vendor',
    description: 'stands still, while the exchange goes on',
    strike: (rules, since) => ({ shows: (now) => Math.min(rules.shows(now), since) }),
  },
  'eod-late': {
    service: 'eod',
    description: 'does not have the latest file',
    strike: (rules) => ({ missing: rules.missing + 1 }),
  },
  'news-stale': {
    service: 'news',
    description: `has had nothing new for ${NEWS_HOURS} hours`,
    strike: () => ({ silentForMs: NEWS_HOURS * 3_600_000 }),
  },
} as const satisfies Record<string, DemoFault<'quotes' | 'stream' | 'vendor' | 'eod' | 'news'>>;

const edited = (rules: QuoteRules, change: QuoteRules['edit']): QuoteRules => ({
  ...rules,
  edit: (quote, now) => change(rules.edit(quote, now), now),
});

const flat = (rules: QuoteRules, since: number): QuoteRules => ({
  ...rules,
  values: (instant) => Math.min(rules.values(instant), since),
});

const jumped = (quote: Quote): Quote => ({ ...quote, price: Number((quote.price * (1 + JUMP)).toFixed(2)) });

const fallen = (ms: number): number => FALL_PER_SECOND * Math.floor(ms / 1_000);

const halted = (rules: StreamRules, since: number): StreamRules => ({
  ...rules,
  shows: (now) => Math.min(rules.shows(now), since),
});

const slowed = (shown: number, since: number): number =>
  Math.max(Math.min(shown, (shown + since) / 2), shown - MOST_SLOW_MS);
