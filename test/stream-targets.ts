import type { IncomingMessage } from 'node:http';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type WebSocket, WebSocketServer } from 'ws';
import type { KeyedCertificate } from '../local/demo/certificates.ts';
import { listening, type Target } from './targets.ts';

/** Serves one WebSocket, from its opening on. */
export type Serve = (socket: WebSocket, request: IncomingMessage) => unknown;

/** A WebSocket server on a free port of loopback, for one test. */
export async function streamTarget(serve: Serve, certificate?: KeyedCertificate): Promise<Target> {
  const server = certificate
    ? createHttps({ cert: certificate.certificate, key: certificate.privateKey })
    : createHttp();
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false });
  // As a proxy in front of it would: the only thing that a handshake says of the target's clock.
  sockets.on('headers', (headers) => headers.push(`Date: ${new Date().toUTCString()}`));
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (client) =>
      serve(
        client.on('error', () => {}),
        request,
      ),
    ),
  );
  const target = await listening(server, certificate ? 'https' : 'http');
  return { ...target, url: target.url.replace(/^http/, 'ws') };
}

/** A tick as these tests write it. */
export interface WireTick {
  readonly type: 'quote';
  readonly symbol: string;
  readonly time: string;
  readonly price: number;
  readonly sequence: number;
}

/** Sends a tick of each symbol every so many milliseconds, until the socket closes; `change` makes of it what goes wrong. */
export const ticking =
  ({ symbols = ['BHP', 'CBA'], everyMs = 20, change = (tick) => tick }: TickingOptions = {}) =>
  (socket: WebSocket): void => {
    let sequence = 0;
    const send = () => {
      sequence += 1;
      for (const symbol of symbols) {
        const made = change({ type: 'quote', symbol, time: new Date().toISOString(), price: 10, sequence });
        if (made !== undefined) socket.send(isRaw(made) ? made : JSON.stringify(made));
      }
    };
    const timer = setInterval(send, everyMs);
    socket.on('close', () => clearInterval(timer));
  };

const isRaw = (made: object | string): made is string | Buffer =>
  typeof made === 'string' || Buffer.isBuffer(made);

interface TickingOptions {
  readonly symbols?: readonly string[];
  readonly everyMs?: number;
  /** Nothing is sent for `undefined`. */
  readonly change?: (tick: WireTick) => object | string | Buffer | undefined;
}

/** Answers each message of the client. */
export const serving =
  (answer: (message: string, socket: WebSocket) => void): Serve =>
  (socket) =>
    socket.on('message', (data) => answer(String(data), socket));

const BEAT_MS = 50;

/** Sends heartbeats and pings. */
export function beating(socket: WebSocket): void {
  const timer = setInterval(() => {
    socket.send(JSON.stringify({ type: 'heartbeat' }));
    socket.ping();
  }, BEAT_MS);
  socket.on('close', () => clearInterval(timer));
}
