import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { http, secret } from '../../index.ts';
import { type Opening, run, runAll } from '../../test/probing.ts';
import { answering, httpTarget, tcpTarget } from '../../test/targets.ts';
import type { Dial } from '../net/dial.ts';
import type { HttpOptions } from './check.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a target is asked by a check with these options. */
async function askedWith(options: Partial<HttpOptions>, path = '/'): Promise<Asked> {
  const asked: Asked[] = [];
  const target = await httpTarget(async (request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, headers, body: (await request.toArray()).join('') });
    response.end();
  });
  const secrets = { token: 'hunter22', name: 'al:ice' };
  const result = await run(http('asking', { url: `${target.url}${path}`, ...options }), { secrets });
  expect(result.state).toBe('passed');
  await target.abandoned();
  return asked[0] as Asked;
}

describe('a request', () => {
  it('is a GET that says who asks and takes what can be decoded', async () => {
    const { method, url, headers, body } = await askedWith({}, '/a/b?c=d');
    expect([method, url, body]).toEqual(['GET', '/a/b?c=d', '']);
    expect(headers).toMatchObject({
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      'user-agent': expect.stringMatching(/^vedette\//),
      accept: '*/*',
      'accept-encoding': expect.stringMatching(/^gzip, deflate, br(, zstd)?$/),
    });
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE', 'PROPFIND'] as const)(
    'can be a %s',
    async (method) => {
      expect((await askedWith({ method })).method).toBe(method);
    },
  );

  it('adds its query to that of the URL, secrets among it', async () => {
    const { url } = await askedWith({ query: { symbol: 'BHP & co', key: secret('token') } }, '/q?a=1');
    expect(url).toBe('/q?a=1&symbol=BHP+%26+co&key=hunter22');
  });

  it('sends an object as JSON with its length', async () => {
    const { headers, body } = await askedWith({ method: 'POST', body: { ask: 'ü' } });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '12' });
    expect(JSON.parse(body)).toEqual({ ask: 'ü' });
  });

  it('sends text and secrets as they are', async () => {
    const login = { user: 'u', since: new Date(0), password: secret('token') };
    expect(JSON.parse((await askedWith({ method: 'POST', body: login })).body)).toEqual({
      user: 'u',
      since: '1970-01-01T00:00:00.000Z',
      password: 'hunter22',
    });
    expect((await askedWith({ method: 'POST', body: 'plain' })).body).toBe('plain');
    expect((await askedWith({ method: 'PUT', body: secret('token') })).body).toBe('hunter22');
  });

  it('sends its headers in any case, over its own defaults', async () => {
    const { headers } = await askedWith({ headers: { Accept: 'text/csv', 'X-Key': secret('token') } });
    expect(headers).toMatchObject({ accept: 'text/csv', 'x-key': 'hunter22' });
  });

  it.each([
    ['a bearer token', { bearer: secret('token') }, 'Bearer hunter22'],
    [
      'a user and a password',
      { basic: { user: 'alice', password: secret('token') } },
      `Basic ${btoa('alice:hunter22')}`,
    ],
    [
      'a secret user as well',
      { basic: { user: secret('name'), password: secret('token') } },
      `Basic ${btoa('al:ice:hunter22')}`,
    ],
  ] as const)('is authorized by %s', async (_, auth, expected) => {
    expect((await askedWith({ auth })).headers.authorization).toBe(expected);
  });
});

describe('a connection', () => {
  it('is a fresh one for each probe, though the target would keep it', async () => {
    const target = await httpTarget((_request, response) => response.end());
    const definitions = [http('one', { url: target.url }), http('two', { url: target.url })];
    await runAll(definitions);
    await run(http('three', { url: target.url }));
    expect(target.accepted()).toBe(3);
    await target.abandoned();
  });

  it('is a fresh one for each attempt', async () => {
    const target = await tcpTarget(answering(''));
    const result = await run(http('tried', { url: target.url, retry: { attempts: 2, after: '0ms' } }));
    expect(result.attempts.map(({ reason }) => reason)).toEqual(Array(3).fill('connection_reset'));
    expect(target.accepted()).toBe(3);
    await target.abandoned();
  });

  it.each([
    ['closed', (socket: Socket) => void socket.destroy()],
    ['reset', (socket: Socket) => void socket.destroy(Object.assign(new Error('x'), { code: 'ECONNRESET' }))],
  ])('that is %s before the request could be sent is told, and not made anew', async (_, spoil) => {
    const target = await httpTarget((_request, response) => response.end());
    const spoiling =
      (real: Dial): Opening =>
      async (request) => {
        const connection = await real(request);
        spoil(connection.socket);
        return connection;
      };
    const definition = http('spoiled', { url: target.url, timeout: '1s' });
    const result = await run(definition, { dial: spoiling });
    expect(result).toMatchObject({ state: 'failed', reason: 'connection_reset' });
    expect(target.accepted()).toBe(1);
    await target.abandoned();
  });

  it('may be answered and closed before the request was read', async () => {
    const target = await tcpTarget((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.end('HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const body = 'x'.repeat(8_000_000);
    const result = await run(http('large', { url: target.url, method: 'POST', body, timeout: '2s' }));
    expect(result.state).toBe('failed');
    expect(['unexpected_status', 'connection_reset']).toContain(result.reason);
  });
});
