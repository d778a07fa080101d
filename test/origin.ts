import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A web server on loopback for one test, which knows its connections. */
export interface Origin {
  readonly url: string;
  readonly accepted: () => number;
  /** Resolves when the other side has closed every connection. */
  readonly deserted: () => Promise<void>;
}

export async function origin(serve: RequestListener): Promise<Origin> {
  const server = createServer(serve);
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) server.emit('deserted');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    accepted: () => accepted,
    deserted: async () => {
      if (sockets.size > 0) await once(server, 'deserted');
    },
  };
}

/** Never answers. */
export const silent: RequestListener = () => {};

/** Answers at once. */
export const ok: RequestListener = (_request, response) => void response.end('ok');
