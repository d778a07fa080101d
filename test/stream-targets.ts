import type { IncomingMessage } from 'node:http';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type WebSocket, WebSocketServer } from 'ws';
import type { KeyedCertificate } from '../local/demo/certificates.ts';
import { listening, type Target } from './targets.ts';

/** Serves one WebSocket, from its opening on. */
export type Serve = (socket: WebSocket, request: IncomingMessage) => void;

/** A WebSocket server on a free port of loopback, for one test. */
export async function streamTarget(serve: Serve, certificate?: KeyedCertificate): Promise<Target> {
  const server = certificate
    ? createHttps({ cert: certificate.certificate, key: certificate.privateKey })
    : createHttp();
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false });
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
export function ticking(
  socket: WebSocket,
  { symbols = ['BHP', 'CBA'], everyMs = 20, change = (tick) => tick }: TickingOptions = {},
): void {
  let sequence = 0;
  const send = () => {
    sequence += 1;
    for (const symbol of symbols) {
      const made = change({ type: 'quote', symbol, time: new Date().toISOString(), price: 10, sequence });
      if (made !== undefined)
        socket.send(typeof made === 'string' || Buffer.isBuffer(made) ? made : JSON.stringify(made));
    }
  };
  const timer = setInterval(send, everyMs);
  socket.on('close', () => clearInterval(timer));
}

interface TickingOptions {
  readonly symbols?: readonly string[];
  readonly everyMs?: number;
  /** Nothing is sent for `undefined`. */
  readonly change?: (tick: WireTick) => object | string | Buffer | undefined;
}

/** Sends heartbeats and pings. */
export function beating(socket: WebSocket, everyMs = 50): void {
  const timer = setInterval(() => {
    socket.send(JSON.stringify({ type: 'heartbeat' }));
    socket.ping();
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}
