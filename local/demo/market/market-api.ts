import type { WebSocketServer } from 'ws';
import { type Answer, json, withHeaders } from '../answer.ts';
import type { FaultSwitches } from '../fault-switches.ts';
import type { ServedRequest, Upgrade } from '../served.ts';
import { endOfDayAnswer } from './end-of-day.ts';
import { sendEvents } from './events.ts';
import { Feed } from './feed.ts';
import type { IsOpen } from './hours.ts';
import { Market } from './market.ts';
import { newsAnswer } from './news.ts';
import { asked, quotesAnswer, unknownVenue } from './quote-api.ts';
import { END_OF_DAY_RULES, NEWS_RULES, QUOTE_RULES, STREAM_RULES, VENDOR_RULES } from './rules.ts';
import { vendorAnswer } from './vendor.ts';
import { attend, socketServer } from './websocket.ts';

export const STREAM_PATH = '/v1/market/stream';
const VENDOR_PATH = '/vendor/v1/quotes';
const EVENTS_PATH = '/v1/market/events';

export interface MarketOptions {
  /** When the venues trade. @default always */
  readonly isOpen?: IsOpen;
  /** Epoch milliseconds. @default the system's clock */
  readonly now?: () => number;
}

/** Everything that is told of the market: quotes to poll, the stream, events, a second vendor, files and news. */
export class MarketApi {
  readonly #market: Market;
  readonly #feed: Feed;
  readonly #faults: FaultSwitches;
  readonly #now: () => number;
  readonly #sockets: WebSocketServer = socketServer();

  constructor(faults: FaultSwitches, { isOpen, now = Date.now }: MarketOptions = {}) {
    this.#market = new Market(isOpen);
    this.#feed = new Feed(this.#market, () => faults.strike('quotes', QUOTE_RULES));
    this.#faults = faults;
    this.#now = now;
  }

  /** `undefined` for a path that is not the market's. */
  answerTo({ url, upgrade }: ServedRequest): Answer | undefined {
    const { pathname } = url;
    if (pathname === STREAM_PATH) return upgrade ? this.#stream(url, upgrade) : upgradeRequired;
    if (pathname === EVENTS_PATH) return this.#events(url);
    if (pathname === VENDOR_PATH) return this.#vendor(url);
    return this.#polled(url);
  }

  #polled(url: URL): Answer | undefined {
    const now = this.#now();
    const market = this.#market;
    const faults = this.#faults;
    return (
      quotesAnswer(url, { feed: this.#feed, rules: faults.strike('quotes', QUOTE_RULES), now }) ??
      endOfDayAnswer(url, { market, rules: faults.strike('eod', END_OF_DAY_RULES), now }) ??
      newsAnswer(url, faults.strike('news', NEWS_RULES), now)
    );
  }

  #vendor({ searchParams }: URL): Answer {
    const listings = asked(searchParams);
    const rules = this.#faults.strike('vendor', VENDOR_RULES);
    return listings
      ? vendorAnswer(listings, { market: this.#market, rules, now: this.#now() })
      : unknownVenue;
  }

  get #broadcast() {
    return {
      feed: this.#feed,
      rules: () => this.#faults.strike('stream', STREAM_RULES),
      now: this.#now,
    };
  }

  #stream({ searchParams }: URL, { request, socket, head }: Upgrade): Answer {
    const encoding = searchParams.get('encoding') === 'binary' ? 'binary' : 'json';
    const body: Answer['body'] = (response) => {
      response.detachSocket(socket);
      this.#sockets.handleUpgrade(request, socket, head, (client) =>
        attend(client, { ...this.#broadcast, encoding }),
      );
    };
    return { status: 200, headers: {}, body };
  }

  #events({ searchParams }: URL): Answer {
    const listings = asked(searchParams);
    if (!listings) return unknownVenue;
    return {
      status: 200,
      headers: {},
      body: (response) => sendEvents(response, listings, this.#broadcast),
    };
  }
}

const upgradeRequired = withHeaders(json(426, { error: 'this is a WebSocket: come with an upgrade' }), {
  upgrade: 'websocket',
});
