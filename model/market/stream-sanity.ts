import type { AssertionOutcome } from '../assertion/assertion.ts';
import { formatMs } from '../duration.ts';
import type { Reason } from '../reason.ts';
import { isTolerated, printed } from './finding.ts';
import type { Tick } from './tick.ts';

/** What makes a tick unsound, however fresh it is. `false` does not look. */
export interface StreamSanityLimits {
  /** How far a stamp may be ahead of our clock, in milliseconds. */
  readonly futureMs: number | false;
  /** Whether a price of zero or below is wrong. */
  readonly price: boolean;
  /** Whether a bid above its ask is wrong. */
  readonly crossed: boolean;
  /** How far a price may be from the symbol's one before, as a share of that. */
  readonly jump: number | false;
}

interface Sort {
  readonly reason: Reason;
  /** What is looked for, as a phrase. */
  readonly assertion: string;
  /** As it follows how many ticks: `have a stamp in the future`. */
  readonly have: string;
}

const SORTS = {
  price: {
    reason: 'price_not_positive',
    assertion: 'prices are above zero',
    have: 'have a price of zero or less',
  },
  crossed: { reason: 'book_crossed', assertion: 'bids are not above asks', have: 'bid more than they ask' },
  future: {
    reason: 'future_stamp',
    assertion: 'no stamp is in the future',
    have: 'are stamped in the future',
  },
  jump: { reason: 'price_jump', assertion: 'prices do not jump', have: 'jump' },
} as const satisfies Record<string, Sort>;

type Name = keyof typeof SORTS;

interface Found {
  count: number;
  readonly first: string;
}

/** A source must not choose how much we remember. */
const MAX_SYMBOLS = 50_000;

/** More of all ticks than this fails; less degrades. */
const STRAY_SHARE = 0.01;

/** Looks at every tick of a stream as it comes, and remembers one price of each symbol. */
export class StreamSanity {
  readonly #limits: StreamSanityLimits;
  readonly #found = new Map<Name, Found>();
  readonly #prices = new Map<string, number>();
  #ticks = 0;

  constructor(limits: StreamSanityLimits) {
    this.#limits = limits;
  }

  /** `now` is epoch milliseconds. */
  look(tick: Tick, now: number): void {
    this.#ticks += 1;
    const { symbol, at, price, bid, ask } = tick;
    const { futureMs, price: looksAtPrice, crossed } = this.#limits;
    if (looksAtPrice && price !== undefined && price <= 0) this.#note('price', symbol, () => `${price}`);
    if (crossed && bid !== undefined && ask !== undefined && bid > ask)
      this.#note('crossed', symbol, () => `${bid} over ${ask}`);
    if (futureMs !== false && at !== undefined && at - now > futureMs)
      this.#note('future', symbol, () => `${formatMs(at - now)} ahead, limit ${formatMs(futureMs)}`);
    if (price !== undefined && price > 0) this.#follow(symbol, price);
  }

  /** Begins to count anew, and goes on with the prices that it knows. */
  restart(): void {
    this.#found.clear();
    this.#ticks = 0;
  }

  /** One outcome for each sort that is looked for. */
  findings(): AssertionOutcome[] {
    const { futureMs, price, crossed, jump } = this.#limits;
    const looked = { price, crossed, future: futureMs !== false, jump: jump !== false };
    return Object.entries(SORTS)
      .filter(([name]) => looked[name as Name])
      .map(([name, sort]) => this.#finding(sort, this.#found.get(name as Name)));
  }

  #follow(symbol: string, price: number): void {
    const { jump } = this.#limits;
    if (jump === false) return;
    const before = this.#prices.get(symbol);
    if (before !== undefined && Math.abs(price - before) > before * jump)
      this.#note('jump', symbol, () => `from ${before} to ${price}, limit ${Math.round(jump * 100)} %`);
    if (before !== undefined || this.#prices.size < MAX_SYMBOLS) this.#prices.set(symbol, price);
  }

  /** Words are made for the first alone: every tick of a feed may be wrong. */
  #note(name: Name, symbol: string, says: () => string): void {
    const found = this.#found.get(name);
    if (found) found.count += 1;
    else this.#found.set(name, { count: 1, first: `${printed(symbol)} first: ${says()}` });
  }

  #finding({ reason, assertion, have }: Sort, found: Found | undefined): AssertionOutcome {
    const outcome = { assertion, source: 'data' };
    if (!found) return { ...outcome, verdict: 'held' };
    const degrades = isTolerated(found.count, this.#ticks, STRAY_SHARE);
    return {
      ...outcome,
      verdict: 'broken',
      ...(degrades && { degrades }),
      reason,
      message: `${found.count} of ${this.#ticks} ticks ${have}, ${found.first}`,
    };
  }
}
