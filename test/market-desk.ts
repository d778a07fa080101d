import { once } from 'node:events';
import { request } from 'node:https';
import WebSocket from 'ws';
import { switchOff, switchOn } from '../local/demo/client.ts';
import { type Exchange, startExchange } from '../local/demo/exchange.ts';
import type { FaultName } from '../local/demo/faults.ts';
import type { IsOpen } from '../local/demo/market/hours.ts';

/** What its clock shows first: a Wednesday. */
export const BEGINNING = Date.parse('2026-11-25T12:00:00.000Z');

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The demo exchange with a clock that stands until it is moved, and what asks it. */
export class MarketDesk {
  readonly exchange: Exchange;
  readonly #clock: { now: number };

  private constructor(exchange: Exchange, clock: { now: number }) {
    this.exchange = exchange;
    this.#clock = clock;
  }

  static async open(isOpen?: IsOpen): Promise<MarketDesk> {
    const clock = { now: BEGINNING };
    const exchange = await startExchange({}, { now: () => clock.now, ...(isOpen && { isOpen }) });
    return new MarketDesk(exchange, clock);
  }

  get now(): number {
    return this.#clock.now;
  }

  pass(ms: number): void {
    this.#clock.now += ms;
  }

  switchOn(fault: FaultName) {
    return switchOn(this.exchange.ports.http, fault);
  }

  allWell() {
    return switchOff(this.exchange.ports.http);
  }

  /** Over HTTPS. */
  ask(path: string): Promise<Reply> {
    const { ports, authority } = this.exchange;
    return new Promise((resolve, reject) => {
      const url = `https://localhost:${ports.https}${path}`;
      const asked = request(url, { ca: authority, agent: false }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      });
      asked.on('error', reject).end();
    });
  }

  /** The stream, over the plain port. */
  connect(query = ''): StreamClient {
    return new StreamClient(`ws://127.0.0.1:${this.exchange.ports.http}/v1/market/stream${query}`);
  }
}

/** Long enough for the stream to have looked, where nothing is to come of it. */
const LOOKED_MS = 250;

export const looked = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOKED_MS));

const SILENT_MS = 2_000;

/** A text that is JSON; nothing of one that is not. */
function parsed(text: string): Told[] {
  try {
    return [JSON.parse(text) as Told];
  } catch {
    return [];
  }
}

/** A client of the stream that keeps what it is sent. */
export class StreamClient {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly frames: Buffer[] = [];
  /** The code and the reason of the close, once it is there. */
  readonly closed: Promise<readonly [number, string]>;

  constructor(url: string, options: WebSocket.ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.frames.push(data as Buffer);
      else this.texts.push(String(data));
    });
    this.closed = new Promise((resolve) =>
      this.socket.on('error', () => {}).on('close', (code, reason) => resolve([code, String(reason)])),
    );
  }

  async say(...messages: readonly unknown[]): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) {
      await new Promise((resolve) => this.socket.once('open', resolve));
    }
    for (const message of messages) {
      this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    }
  }

  /** Authenticates and subscribes; resolves once that is acknowledged. */
  async subscribe(symbols: readonly string[] | '*'): Promise<void> {
    await this.say({ action: 'auth', token: 'demo-stream' }, { action: 'subscribe', symbols });
    await this.until(({ type }) => type === 'subscribed');
  }

  /** Waits until something comes; what is silent says nothing for two seconds. */
  async hearsMore(): Promise<void> {
    const silence = AbortSignal.timeout(SILENT_MS);
    await once(this.socket, 'message', { signal: silence }).catch(() => {});
  }

  /** Says what is refused and waits for the refusal: whatever was sent before has come by then. */
  async echo(): Promise<void> {
    await this.say({ action: 'echo' });
    await this.until(({ type }) => type === 'error');
  }

  /** The first message that is as wanted, of those that were there already too. */
  until(wanted: (message: Told) => boolean): Promise<Told> {
    return new Promise((resolve) => {
      let seen = 0;
      const look = (): void => {
        const fresh = this.texts.slice(seen);
        seen += fresh.length;
        const found = fresh.flatMap(parsed).find(wanted);
        if (!found) return;
        this.socket.off('message', look);
        resolve(found);
      };
      this.socket.on('message', look);
      look();
    });
  }

  /** What is JSON of the texts. */
  messages(): Told[] {
    return this.texts.flatMap(parsed);
  }

  quotes(symbol?: string): Told[] {
    return this.messages().filter(
      (message) => message.type === 'quote' && (symbol === undefined || message.symbol === symbol),
    );
  }
}

/** A message of the stream; a quote has all of it. */
export interface Told {
  readonly type: string;
  readonly symbol: string;
  readonly venue: string;
  readonly time: string;
  readonly price: number;
  readonly size: number;
  readonly bid: number;
  readonly ask: number;
  readonly sequence: number;
  readonly symbols?: number;
  readonly message?: string;
}
