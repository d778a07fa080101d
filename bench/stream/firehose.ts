/** A WebSocket that sends ticks at a rate, in a process of its own: what it costs is not the watcher's. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answering } from '../child.ts';

export interface Flood {
  readonly perSecond: number;
  readonly symbols: readonly string[];
}

/** How often a batch is sent, in milliseconds. */
const BATCH_MS = 5;

/** Sends as many as are due by the clock, so that a late timer sends more and the rate is kept. */
function pour(socket: WebSocket, wire: Socket, { perSecond, symbols }: Flood): void {
  const began = performance.now();
  let sent = 0;
  const batch = () => {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1_000);
    wire.cork(); // one write for a batch, not one for each message
    for (; sent < due; sent += 1) {
      const symbol = symbols[sent % symbols.length];
      const sequence = Math.floor(sent / symbols.length) + 1;
      const size = 100 + (sequence % 7);
      socket.send(
        `{"type":"quote","symbol":"${symbol}","venue":"XASX","time":${Date.now()},"price":45.12,"size":${size},"bid":45.11,"ask":45.13,"sequence":${sequence}}`,
      );
    }
    wire.uncork();
  };
  const timer = setInterval(batch, BATCH_MS);
  socket.on('close', () => clearInterval(timer)).on('error', () => {});
}

answering(async (flood: Flood): Promise<string> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => pour(socket, request.socket, flood));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
