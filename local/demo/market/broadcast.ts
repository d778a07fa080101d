import type { Feed } from './feed.ts';
import type { Listing } from './listings.ts';
import type { Quote } from './market.ts';
import type { StreamRules } from './rules.ts';

/** Where a broadcast goes: one connection, in its own way of writing. */
export interface Outlet {
  readonly quote: (quote: Quote, isMangled: boolean) => void;
  /** `now` is epoch milliseconds. */
  readonly heartbeat: (now: number) => void;
  /** Bytes that wait for the client to read. */
  readonly waiting: () => number;
  readonly end: (code: EndCode, reason: string) => void;
}

/** 1011: something went wrong here; 1013: try again later. Source: RFC 6455 and IANA's WebSocket close codes. */
export type EndCode = 1011 | 1013;

export interface BroadcastOptions {
  readonly feed: Feed;
  readonly rules: () => StreamRules;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly outlet: Outlet;
}

/** How often it is looked for what is new: what a tick is late by, at most, when all is well. */
const LOOK_MS = 50;

const HEARTBEAT_MS = 1_000;

/** A client that leaves more than this unread is let go, before our memory pays for it. */
const MAX_WAITING_BYTES = 1_048_576;

/** Updates of a symbol that are older than this many are not made up for, after a freeze or when the machine slept. */
const MAX_BEHIND = 100;

/** Sends one connection the updates of what it follows, and heartbeats, from now until it is stopped. */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #openedAt: number;
  readonly #positions = new Map<Listing, number>();
  readonly #timer: NodeJS.Timeout;
  #beatAt: number;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#openedAt = options.now();
    this.#beatAt = this.#openedAt;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Begins with the next update of each. */
  follow(listings: readonly Listing[]): void {
    const shown = this.#shown(this.#options.now());
    for (const listing of listings) {
      if (!this.#positions.has(listing)) {
        this.#positions.set(listing, this.#options.feed.position(listing, shown));
      }
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #shown(now: number): number {
    return this.#options.rules().shows(now);
  }

  #look(): void {
    const { now: clock, rules: current, outlet } = this.#options;
    const now = clock();
    const rules = current();
    if (outlet.waiting() > MAX_WAITING_BYTES) return void this.#end(1013, 'the client reads too slowly');
    if (now - this.#openedAt > rules.keepsForMs) return void this.#end(1011, 'internal error');
    for (const quote of this.#due(now)) if (!rules.skips(quote)) outlet.quote(quote, rules.mangles(quote));
    if (now - this.#beatAt < HEARTBEAT_MS) return;
    this.#beatAt = now;
    if (rules.heartbeats) outlet.heartbeat(now);
  }

  /** What has come through since it was last looked, oldest first. */
  #due(now: number): Quote[] {
    const { feed } = this.#options;
    const shown = this.#shown(now);
    const due = [...this.#positions].flatMap(([listing, position]) => {
      const upTo = feed.position(listing, shown);
      if (upTo <= position) return [];
      this.#positions.set(listing, upTo);
      return feed.updates(listing, { after: Math.max(position, upTo - MAX_BEHIND), upTo }, now);
    });
    return due.sort((one, other) => one.time - other.time);
  }

  #end(code: EndCode, reason: string): void {
    this.stop();
    this.#options.outlet.end(code, reason);
  }
}
