import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityAt } from './client.ts';
import { openExchange } from './open.ts';
import type { Ports } from './ports.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const ANY: Ports = { http: 0, https: 0, fix: 0, dns: 0 };

async function freePort(): Promise<number> {
  const port = await listening(createTcpServer());
  await closers.pop()?.();
  return port;
}

async function opened(ports: Ports) {
  const exchange = await openExchange(ports);
  closers.push(exchange.close);
  return exchange;
}

describe('opening a demo exchange', () => {
  it('joins one that has the ports already, and leaves it running', async () => {
    const first = await opened(ANY);
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
    await expect(openExchange({ ...ANY, http: port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use, and not by a demo exchange; free it, or set VEDETTE_DEMO_PORT to another`,
    );
  });

  const VARIABLES = {
    https: 'VEDETTE_DEMO_TLS_PORT',
    fix: 'VEDETTE_DEMO_FIX_PORT',
    dns: 'VEDETTE_DEMO_DNS_PORT',
  } as const;

  it.each(Object.entries(VARIABLES))(
    'tells of the %s port in use, and gives the others back',
    async (name, variable) => {
      const taken = await listening(createTcpServer((socket) => socket.destroy()));
      const http = await freePort();
      await expect(openExchange({ ...ANY, http, [name]: taken })).rejects.toThrow(
        `port ${taken} on 127.0.0.1 is in use, and not by a demo exchange; free it, or set ${variable} to another`,
      );
      expect((await opened({ ...ANY, http })).isShared).toBe(false);
    },
  );

  it("tells of the name server's port in use for datagrams alone", async () => {
    const socket = createSocket('udp4');
    closers.push(() => socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const dns = socket.address().port;
    await expect(openExchange({ ...ANY, dns })).rejects.toThrow(
      `port ${dns} on 127.0.0.1 is in use, and not by a demo exchange; free it, or set VEDETTE_DEMO_DNS_PORT to another`,
    );
  });
});
