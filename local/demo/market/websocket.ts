import { type WebSocket, WebSocketServer } from 'ws';
import { Broadcast, type BroadcastOptions, type Outlet } from './broadcast.ts';
import { frameOf } from './frame.ts';
import { LISTINGS, listingOf } from './listings.ts';
import type { Quote } from './market.ts';
import { told } from './wire.ts';

/** What the first message must bring. It opens a toy on loopback: it keeps nothing. */
export const STREAM_TOKEN = 'demo-stream';

/** Closes a connection that did not say who it is. Of the range that is for applications: RFC 6455, 7.4.2. */
const UNAUTHORIZED = 4001;

/** Who has not said by then who it is, in milliseconds, is let go. */
const PATIENCE_MS = 5_000;

const PING_MS = 5_000;

/** How long a client may take to answer a close, before it is cut. */
const CLOSE_MS = 10_000;

/** Far more than a subscription to everything. */
const MAX_MESSAGE_BYTES = 16_384;

/** Takes the WebSocket handshakes that are handed to it. */
export const socketServer = (): WebSocketServer =>
  new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });

export interface StreamOptions extends Omit<BroadcastOptions, 'outlet'> {
  /** @default 'json' */
  readonly encoding: 'json' | 'binary';
}

/**
 * Serves one client of the stream until it is gone: first `{"action":"auth","token":"demo-stream"}`, then
 * `{"action":"subscribe","symbols":["BHP"]}`, or `"*"` for all, as often as it likes.
 */
export function attend(socket: WebSocket, { encoding, ...options }: StreamOptions): void {
  const outlet = outletOf(socket, encoding);
  const timers = [
    setTimeout(() => refuse(socket, 'nobody has authenticated in time'), PATIENCE_MS),
    setInterval(() => socket.ping(), PING_MS),
  ] as const;
  let broadcast: Broadcast | undefined;
  socket.on('message', (data) => {
    const message = messageOf(String(data));
    if (broadcast) return obey(socket, broadcast, message);
    if (!isAuthentic(message)) return refuse(socket, 'not authenticated');
    clearTimeout(timers[0]);
    say(socket, { type: 'auth', status: 'ok' });
    broadcast = new Broadcast({ ...options, outlet });
  });
  socket.on('error', () => {}); // a close with its code follows
  socket.on('close', () => {
    for (const timer of timers) clearTimeout(timer);
    broadcast?.stop();
  });
}

type Message = Readonly<Record<string, unknown>>;

const isAuthentic = ({ action, token }: Message): boolean => action === 'auth' && token === STREAM_TOKEN;

function obey(socket: WebSocket, broadcast: Broadcast, { action, symbols }: Message): void {
  if (action !== 'subscribe') {
    return void say(socket, { type: 'error', message: 'action must be subscribe' });
  }
  const names: unknown[] = Array.isArray(symbols) ? symbols : [];
  const listings = symbols === '*' ? LISTINGS : names.map((name) => listingOf(String(name)));
  const known = listings.filter((listing) => listing !== undefined);
  const unknown = names.filter((_, index) => listings[index] === undefined);
  if (unknown.length > 0) say(socket, { type: 'error', message: `unknown symbols: ${unknown.join(', ')}` });
  broadcast.follow(known);
  say(socket, { type: 'subscribed', symbols: known.length });
}

function outletOf(socket: WebSocket, encoding: StreamOptions['encoding']): Outlet {
  const { encode, mangle } = ENCODINGS[encoding];
  return {
    quote: (quote, isMangled) => socket.send(isMangled ? mangle(encode(quote)) : encode(quote)),
    heartbeat: (now) => say(socket, { type: 'heartbeat', time: new Date(now).toISOString() }),
    waiting: () => socket.bufferedAmount,
    end: (code, reason) => close(socket, code, reason),
  };
}

/** How a quote is written, and cut short. */
const ENCODINGS = {
  json: {
    encode: (quote: Quote) => JSON.stringify({ type: 'quote', ...told(quote) }),
    mangle: (text: string | Buffer) => text.slice(0, text.length / 2),
  },
  binary: { encode: frameOf, mangle: (frame: string | Buffer) => frame.slice(0, -1) },
} as const;

function say(socket: WebSocket, message: Message): void {
  socket.send(JSON.stringify(message));
}

function refuse(socket: WebSocket, message: string): void {
  say(socket, { type: 'error', message });
  close(socket, UNAUTHORIZED, message);
}

/** Says goodbye, and cuts a client that does not read it. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** The object that a message holds; an empty one for what is none. */
function messageOf(text: string): Message {
  try {
    return Object(JSON.parse(text)) as Message;
  } catch {
    return {};
  }
}
