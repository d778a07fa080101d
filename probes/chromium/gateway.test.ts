import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tcpTarget } from '../../test/targets.ts';
import { dialer } from '../net/dial.ts';
import { Gateway } from './gateway.ts';

async function open(network: 'public' | 'private' = 'private') {
  const gateway = await Gateway.open({
    network,
    verifies: false,
    blockedHosts: ['blocked.test'],
    context: {
      dial: dialer({ lookup: async () => [{ address: '127.0.0.1', family: 4 }] }),
      signal: new AbortController().signal,
      monotonic: () => performance.now(),
    },
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

async function speak(gateway: Gateway, bytes: Uint8Array): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.proxy.server).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** All that came until the other side ended. */
async function heard(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

/** RFC 1928: a greeting, and a wish to be connected to a name. */
const asking = (host: string, port: number): Buffer =>
  Buffer.concat([
    Buffer.from([5, 1, 0, 5, 1, 0, 3, host.length]),
    Buffer.from(host, 'latin1'),
    Buffer.from([port >> 8, port & 0xff]),
  ]);

const AGREED = [5, 0];
const CONNECTED = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const REFUSED = [5, 5, 0, 1, 0, 0, 0, 0, 0, 0];

describe('the gateway', () => {
  it('hands over what comes, also in pieces and all at once', async () => {
    const { port } = await tcpTarget((socket) => socket.on('data', (data) => socket.end(data)));
    const gateway = await open();
    const request = Buffer.concat([asking('a.test', port), Buffer.from('hello')]);
    const whole = await heard(await speak(gateway, request));
    expect([...whole]).toEqual([...AGREED, ...CONNECTED, ...Buffer.from('hello')]);
    const socket = await speak(gateway, request.subarray(0, 3));
    for (const byte of request.subarray(3)) socket.write(Uint8Array.of(byte));
    expect((await heard(socket)).subarray(0, 12)).toEqual(whole.subarray(0, 12));
    expect(gateway.passageTo(new URL(`http://a.test:${port}/`))).toMatchObject({ address: '127.0.0.1' });
  });

  it.each([
    ['an address that the check must not reach', 'a.test', 'public'],
    ['a host that the check blocks', 'blocked.test', 'private'],
  ] as const)('refuses %s', async (_sentence, host, network) => {
    const target = await tcpTarget((socket) => socket.end());
    const gateway = await open(network);
    expect([...(await heard(await speak(gateway, asking(host, target.port))))]).toEqual([
      ...AGREED,
      ...REFUSED,
    ]);
    expect(target.accepted()).toBe(0);
  });

  it('closes every connection that there is when it is closed', async () => {
    const target = await tcpTarget(() => {});
    const gateway = await open();
    const socket = await speak(gateway, asking('a.test', target.port));
    await once(socket, 'data');
    gateway.close();
    await heard(socket);
    await target.abandoned();
  });

  it('says nothing to who speaks something else, and goes on', async () => {
    const gateway = await open();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (bytes) => {
        const socket = await speak(gateway, bytes);
        socket.end();
        expect((await heard(socket)).subarray(0, 2).toString('hex')).toMatch(/^(0500)?$/);
      }),
      { seed: 7, numRuns: 100 },
    );
    const { port } = await tcpTarget((socket) => socket.end('still here'));
    expect((await heard(await speak(gateway, asking('a.test', port)))).toString()).toContain('still here');
  });
});
