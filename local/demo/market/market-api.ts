import type { WebSocketServer } from 'ws';
import { type Answer, json } from '../answer.ts';
import type { FaultSwitches } from '../fault-switches.ts';
import type { ServedRequest, Upgrade } from '../served.ts';
import { sendEvents } from './events.ts';
import { Feed } from './feed.ts';
import type { IsOpen } from './hours.ts';
import { Market } from './market.ts';
import { asked, quotesAnswer, unknownVenue } from './quote-api.ts';
import { QUOTE_RULES, STREAM_RULES } from './rules.ts';
import { attend, socketServer } from './websocket.ts';

export const STREAM_PATH = '/v1/market/stream';
const EVENTS_PATH = '/v1/market/events';

export interface MarketOptions {
  /** When the venues trade. @default always */
  readonly isOpen?: IsOpen;
  /** Epoch milliseconds. @default the system's clock */
  readonly now?: () => number;
}

/** Everything that is told of the market: quotes to poll, the stream, events. */
export class MarketApi {
  readonly #feed: Feed;
  readonly #faults: FaultSwitches;
  readonly #now: () => number;
  readonly #sockets: WebSocketServer = socketServer();

  constructor(faults: FaultSwitches, { isOpen, now = Date.now }: MarketOptions = {}) {
    this.#feed = new Feed(new Market(isOpen), () => faults.strike('quotes', QUOTE_RULES));
    this.#faults = faults;
    this.#now = now;
  }

  /** `undefined` for a path that is not the market's. */
  answerTo({ url, upgrade }: ServedRequest): Answer | undefined {
    const { pathname } = url;
    if (pathname === STREAM_PATH) return upgrade ? this.#stream(url, upgrade) : upgradeRequired;
    if (pathname === EVENTS_PATH) return this.#events(url);
    return quotesAnswer(url, this.#feed, this.#faults.strike('quotes', QUOTE_RULES), this.#now());
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

const upgradeRequired: Answer = {
  ...json(426, { error: 'this is a WebSocket: come with an upgrade' }),
  headers: { 'content-type': 'application/json; charset=utf-8', upgrade: 'websocket' },
};
