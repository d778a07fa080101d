import type { AddressInfo, Server, Socket } from 'node:net';

/** Loopback only: the demo exchange is a toy, and its control asks nobody for a password. */
export const HOST = '127.0.0.1';

/** Far more than the checks of one machine open at once, far less than its descriptors. */
const MAX_CONNECTIONS = 512;

/** A part of the demo exchange that listens on a TCP port. */
export interface Service {
  /** Port 0 takes any free one. Rejects with the system's error. */
  readonly listen: (port: number) => Promise<void>;
  readonly port: () => number;
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>;
}

interface TcpService extends Service {
  /** The TCP sockets under the connections that are open, by the port of the other side. */
  readonly sockets: ReadonlyMap<number, Socket>;
}

/** Turns a server, plain, TLS or HTTP, into a service that knows its connections. */
export function tcpService(server: Server): TcpService {
  const sockets = socketsOf(server);
  server.maxConnections = MAX_CONNECTIONS;
  return {
    sockets,
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

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
