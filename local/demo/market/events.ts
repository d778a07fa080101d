import type { ServerResponse } from 'node:http';
import { Broadcast, type BroadcastOptions, type Outlet } from './broadcast.ts';
import type { Listing } from './listings.ts';
import { told } from './wire.ts';

/** Serves one client of the server-sent events until it is gone: `quote` and `heartbeat`. */
export function sendEvents(
  response: ServerResponse,
  listings: readonly Listing[],
  options: Omit<BroadcastOptions, 'outlet'>,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const broadcast = new Broadcast({ ...options, outlet: outletOf(response) });
  response.on('close', () => broadcast.stop());
  broadcast.follow(listings);
}

const outletOf = (response: ServerResponse): Outlet => ({
  quote: (quote, isMangled) => {
    const data = JSON.stringify({ type: 'quote', ...told(quote) });
    send(response, 'quote', isMangled ? data.slice(0, data.length / 2) : data);
  },
  heartbeat: (now) =>
    send(response, 'heartbeat', JSON.stringify({ type: 'heartbeat', time: new Date(now).toISOString() })),
  waiting: () => response.writableLength,
  // An event stream has no codes: to the client a cut is all there is.
  end: () => response.destroy(),
});

const send = (response: ServerResponse, event: string, data: string): void =>
  void response.write(`event: ${event}\ndata: ${data}\n\n`);
