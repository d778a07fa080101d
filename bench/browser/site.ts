import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the page shows. */
export const EXPECTED = 'Portfolio';

const PAGE = `<!doctype html><title>Exchange</title><link rel=stylesheet href=/style.css><h1>${EXPECTED}</h1><script src=/script.js></script>`;

const FILES: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  '/': { type: 'text/html', body: PAGE },
  '/style.css': { type: 'text/css', body: 'h1 { color: teal }' },
  '/script.js': { type: 'text/javascript', body: 'document.title += " 1"' },
};

export interface Site {
  readonly url: string;
  readonly close: () => void;
}

/** One page with a style and a script, on loopback. */
export async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const file = FILES[request.url ?? ''];
    if (!file) return void response.writeHead(404).end();
    response.setHeader('content-type', file.type).end(file.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
