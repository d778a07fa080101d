import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Answer, deliver } from './answer.ts';

/** Loopback only: the demo exchange is a toy, and its control asks nobody for a password. */
export const HOST = '127.0.0.1';

/** Far more than the checks of one machine open at once, far less than its descriptors. */
const MAX_CONNECTIONS = 512;

export interface ServedRequest {
  readonly method: string;
  readonly url: URL;
}

/** A server of the demo exchange, plain or TLS, with the TCP sockets under it. */
export interface Served {
  /** Port 0 takes any free one. Rejects with the system's error. */
  readonly listen: (port: number) => Promise<void>;
  readonly port: () => number;
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/** Lets a server answer with plain data. A request's body is read past, never kept. */
export function serve(server: Server, answerOf: (request: ServedRequest) => Answer): Served {
  const sockets = socketsOf(server);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (request, response) => {
    request.resume();
    const answer = answerOf({ method: request.method ?? 'GET', url: urlOf(request) });
    // Only the TCP socket can send a reset, and a TLS request does not lead to it: the client's port does.
    deliver(answer, response, () => sockets.get(request.socket.remotePort ?? 0)?.resetAndDestroy());
  });
  return {
    listen: (port) => listen(server, port),
    port: () => (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve()); // one that never listened says so, and is as closed as it can be
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

function socketsOf(server: Server): ReadonlyMap<number, Socket> {
  const sockets = new Map<number, Socket>();
  server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  return sockets;
}

/** The request's own URL; a request line that holds none becomes a path that nothing answers to. */
function urlOf({ url = '' }: IncomingMessage): URL {
  return URL.canParse(url, 'http://exchange')
    ? new URL(url, 'http://exchange')
    : new URL('http://exchange/*');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
