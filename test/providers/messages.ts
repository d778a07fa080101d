import type { WebSocket } from 'ws';

/**
 * Servers that speak as providers document, with values that are made up: each asks for what a client must say, and then sends
 * what `data` gives for each symbol. `undefined` sends nothing.
 */
export type Speak = (socket: WebSocket, data: Data, asked: string) => void;

/** What a symbol's next message is stamped with, in epoch milliseconds; `undefined` when there is none. */
export type Data = () => number | undefined;

const EVERY_MS = 25;

/** Sends what is made of every symbol, again and again, until the socket closes. */
function flow(socket: WebSocket, symbols: readonly string[], make: (symbol: string) => unknown): void {
  const timer = setInterval(() => {
    for (const message of symbols.map(make)) if (message) socket.send(JSON.stringify(message));
  }, EVERY_MS);
  socket.on('close', () => clearInterval(timer));
}

const onMessage = (socket: WebSocket, take: (message: Record<string, unknown>) => void) =>
  socket.on('message', (data) => take(JSON.parse(String(data))));

const iso = (at: number): string => new Date(at).toISOString();

/** Massive: greets, wants a key, then subscriptions with the prefix of their channel. Every message is a list. */
export const polygon: Speak = (socket, data) => {
  const status = (name: string) =>
    socket.send(JSON.stringify([{ ev: 'status', status: name, message: name }]));
  let isKnown = false;
  status('connected');
  onMessage(socket, ({ action, params }) => {
    const channels = String(params).split(',');
    if (action === 'auth') isKnown = params === 'k3y-of-a-test';
    if (!isKnown) return status('auth_failed');
    if (action === 'auth') return status('auth_success');
    for (const _channel of channels) status('success');
    flow(socket, channels, (channel) => {
      const t = data();
      const [ev, sym] = channel.split('.');
      if (t === undefined) return undefined;
      const trade = { ev, sym, x: 4, i: '12345', z: 3, p: 114.125, s: 100, c: [0, 12], t, q: 3_681_328 };
      const quote = { ev, sym, bx: 4, bp: 114.125, bs: 100, ax: 7, ap: 114.128, as: 160, t, q: 50_385_480 };
      return [ev === 'T' ? trade : quote];
    });
  });
};

/** Finnhub: answers no subscription, sends trades in lists, and pings in words. */
export const finnhub: Speak = (socket, data, asked) => {
  if (asked !== '/?token=k3y-of-a-test') return socket.close(1_008);
  flow(socket, ['ping'], () => ({ type: 'ping' }));
  onMessage(socket, ({ type, symbol }) => {
    if (type !== 'subscribe') return;
    flow(socket, [String(symbol)], (s) => {
      const t = data();
      return t && { type: 'trade', data: [{ c: ['1'], p: 7_296.89, s, t, v: 0.011467 }] };
    });
  });
};

/** Binance: the streams are in the address. */
export const binance: Speak = (socket, data, asked) => {
  const streams = new URL(asked, 'ws://localhost').searchParams.get('streams')?.split('/') ?? [];
  socket.ping();
  flow(socket, streams, (stream) => {
    const at = data();
    const [name = '', channel] = stream.split('@');
    const s = name.toUpperCase();
    if (at === undefined) return undefined;
    const trade = { e: 'trade', E: at, s, t: 12_345, p: '0.001', q: '100', T: at, m: true, M: true };
    const book = { u: 400_900_217, s, b: '25.3519', B: '31.21', a: '25.3652', A: '40.66' };
    return { stream, data: channel === 'trade' ? trade : book };
  });
};

/** Coinbase: acknowledges the channels, and sends a heartbeat whatever happens. */
export const coinbase: Speak = (socket, data) => {
  onMessage(socket, ({ type, product_ids: products, channels }) => {
    if (type !== 'subscribe' || !Array.isArray(products)) return;
    socket.send(JSON.stringify({ type: 'subscriptions', channels }));
    flow(socket, products, (product_id) => ({
      type: 'heartbeat',
      sequence: 90,
      product_id,
      time: iso(Date.now()),
    }));
    flow(socket, products, (product_id) => {
      const at = data();
      const best = { best_bid: '21931.98', best_ask: '21933.98', last_size: '0.001' };
      return at && { type: 'ticker', sequence: 1, product_id, price: '21932.98', ...best, time: iso(at) };
    });
  });
};
