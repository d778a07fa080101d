import { once } from 'node:events';
import { createConnection } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dns, http } from '../../index.ts';
import { checksOf } from '../../test/checks.ts';
import { PAGE, serving } from '../../test/serving.ts';
import { resultOf } from '../../test/watched.ts';

const CHECKS = checksOf(
  http('quotes', { url: 'https://a.example/quotes', labels: { area: 'data', team: 'market' } }),
  dns('name', { name: 'a.example', labels: { category: 'network' } }),
  http('site', { url: 'https://a.example/', enabled: false }),
);

describe('who is let in', () => {
  it.each([
    ['by the name of loopback', 'localhost:4700', {}, 200],
    ['by its address', '127.0.0.1', {}, 200],
    ['by its address of version 6', '[::1]:4700', {}, 200],
    ['by a name that leads here too: DNS rebinding', 'evil.example', {}, 421],
    ['by a name that begins like ours', 'localhost.evil.example', {}, 421],
    ['by a name that was told', 'Desk.example:4700', { names: ['desk.example'] }, 200],
  ])('%s', async (_name, host, options, status) => {
    const { get } = await serving({ checks: CHECKS }, options);
    expect((await get('/api/v1/checks', { host })).status).toBe(status);
    expect((await get('/', { host })).status).toBe(status);
  });

  it.each([
    ['GET', '/nothing', 404, undefined],
    ['GET', '/api/v1/nothing', 404, undefined],
    ['GET', '/../package.json', 404, undefined],
    ['GET', '/%2e%2e/package.json', 404, undefined],
    ['GET', '/api/v1/checks/a%ff', 400, undefined],
    ['POST', '/api/v1/checks', 405, 'GET, HEAD'],
    ['DELETE', '/', 405, 'GET, HEAD'],
    ['OPTIONS', '/metrics', 405, 'GET, HEAD'],
    ['GET', '/api/v1/incidents/a/ack', 405, 'POST'],
    ['GET', '/api/v1/demo/faults/slow', 405, 'PUT, DELETE'],
    ['GET', '/api/v1/demo/faults', 404, undefined],
  ])('%s %s is %i', async (method, path, status, allow) => {
    const { ask } = await serving({ checks: CHECKS });
    const reply = await ask(method, path);
    expect(reply).toMatchObject({ status, json: { error: expect.stringMatching(/^[^\n]+$/) } });
    expect(reply.headers.allow).toBe(allow);
  });

  it('every answer says what a browser may do with it', async () => {
    const { get } = await serving({ checks: CHECKS });
    for (const path of ['/', '/assets/page.js', '/api/v1/overview', '/metrics', '/nothing']) {
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  it('a request that is not sent to its end is cut', async () => {
    const { url } = await serving();
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408 /);
    socket.destroy();
  }, 15_000);
});

describe('the page', () => {
  const script = PAGE.get('assets/page.js') ?? Buffer.alloc(0);

  it.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip', 'br;q=0, *', gunzipSync],
    [undefined, 'identity', (bytes: Buffer) => bytes],
    [undefined, '', (bytes: Buffer) => bytes],
  ])('is sent as %s to who takes %j', async (coding, accepted, decode) => {
    const { get } = await serving();
    const reply = await get('/assets/page.js', { 'accept-encoding': accepted });
    expect(reply.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(reply.bytes.length),
      vary: 'accept-encoding',
    });
    expect(reply.headers['content-encoding']).toBe(coding);
    expect(decode(reply.bytes).equals(script)).toBe(true);
    if (coding) expect(reply.bytes.length).toBeLessThan(script.length / 4);
  });

  it('is not sent again to who has it, in the coding in which he has it', async () => {
    const { get } = await serving();
    const coded = { 'accept-encoding': 'br' };
    const { headers } = await get('/', coded);
    const etag = String(headers.etag);
    const known = (tags: string, more = coded) => get('/', { ...more, 'if-none-match': tags });
    expect(await known(etag)).toMatchObject({ status: 304, text: '' });
    expect(await known(`"other", W/${etag}`)).toMatchObject({ status: 304 });
    expect(await known('"other"')).toMatchObject({ status: 200 });
    expect(await known(etag, { 'accept-encoding': 'gzip' })).toMatchObject({ status: 200 });
  });

  it('has its index at /, and pictures as they are', async () => {
    const { get } = await serving();
    expect((await get('/')).text).toBe((await get('/index.html')).text);
    const picture = await get('/icon.png', { 'accept-encoding': 'br' });
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.headers['content-encoding']).toBeUndefined();
  });

  it.each(['/', '/metrics', '/api/v1/checks', '/api/v1/events'])(
    'HEAD %s has the head alone',
    async (path) => {
      const { ask } = await serving({ checks: CHECKS });
      const reply = await ask('HEAD', path);
      expect(reply).toMatchObject({ status: 200, text: '' });
      expect(reply.headers['content-type']).toBeTruthy();
    },
  );
});

describe('whether it lives and is ready', () => {
  it('is ready with definitions and an archive that remembers', async () => {
    const { twin, get } = await serving({ checks: CHECKS });
    expect(await get('/healthz')).toMatchObject({ status: 200, json: { live: true } });
    expect(await get('/readyz')).toMatchObject({ status: 200, json: { ready: true, checks: 3 } });
    twin.wrong = 'checks/index.ts: broken';
    expect(await get('/readyz')).toMatchObject({ status: 200, json: { problem: twin.wrong } });
    twin.archive.broken = 'the disk is full';
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      json: { ready: false, trouble: 'the disk is full' },
    });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
  });

  it('is not ready without a check', async () => {
    const { get } = await serving();
    expect(await get('/readyz')).toMatchObject({ status: 503, json: { ready: false } });
  });
});

describe('its end', () => {
  it('frees the port, ends every stream and follows nobody', async () => {
    const { url, twin, close, get } = await serving({ checks: CHECKS });
    const stream = await fetch(`${url}/api/v1/events`);
    expect(twin.followers).toBe(1);
    await close();
    expect(await stream.text()).toContain('retry:');
    expect(twin.followers).toBe(0);
    await expect(get('/')).rejects.toThrow(/ECONNREFUSED/);
    const [check] = CHECKS;
    if (check) await twin.take(resultOf(check));
  });

  it('a port that is taken is told', async () => {
    const { url } = await serving();
    await expect(serving({}, { port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  });
});
