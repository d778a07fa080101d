import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityAt } from './client.ts';
import { openExchange } from './open.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function opened(ports: { http: number; https: number }) {
  const exchange = await openExchange(ports);
  closers.push(exchange.close);
  return exchange;
}

describe('opening a demo exchange', () => {
  it('joins one that has the ports already, and leaves it running', async () => {
    const first = await opened({ http: 0, https: 0 });
    const second = await opened(first.ports);
    expect(second).toMatchObject({ isShared: true, authority: first.authority, ports: first.ports });
    await second.close();
    expect(await authorityAt(first.ports.http)).toBe(first.authority);
  });

  const STRANGERS: Record<string, () => Server> = {
    'an HTTP service that knows no authority': () => createServer((_, response) => response.end('hello')),
    'an HTTP service that sends without end': () =>
      createServer((_, response) => {
        const more = () =>
          response.write('-----BEGIN CERTIFICATE-----'.repeat(1_000), () => setImmediate(more));
        more();
        response.on('error', () => {});
      }),
    'a service that hangs up': () => createTcpServer((socket) => socket.destroy()),
  };

  it.each(Object.entries(STRANGERS))('tells in one line of %s on the plain port', async (_name, make) => {
    const port = await listening(make());
    await expect(openExchange({ http: port, https: 0 })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use, and not by a demo exchange; free it, or set VEDETTE_DEMO_PORT to another`,
    );
  });

  it('tells of a TLS port in use, and gives the plain port back', async () => {
    const taken = await listening(createTcpServer((socket) => socket.destroy()));
    const free = await listening(createTcpServer());
    await closers.pop()?.();
    await expect(openExchange({ http: free, https: taken })).rejects.toThrow(
      `port ${taken} on 127.0.0.1 is in use, and not by a demo exchange; free it, or set VEDETTE_DEMO_TLS_PORT to another`,
    );
    const exchange = await opened({ http: free, https: 0 });
    expect(exchange.isShared).toBe(false);
  });
});
