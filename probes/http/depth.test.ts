import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import * as zlib from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeAuthority } from '../../local/demo/certificates.ts';
import { jsonPath, text, tlsVersion } from '../../model/assertion/words.ts';
import type { Reason } from '../../model/reason.ts';
import { secret } from '../../model/secret.ts';
import { run } from '../../test/probing.ts';
import { httpsTarget, httpTarget, localCertificate, testAuthority, tlsTarget } from '../../test/targets.ts';
import { conformsTo, type HttpOptions, http, httpVersion, redirects, size } from './check.ts';

const MIB = 1_048_576;

const encoded = (body: Buffer, encoding: string) =>
  httpTarget((_request, response) => response.setHeader('content-encoding', encoding).end(body));

const asking = async (body: Buffer, encoding: string, options: Partial<HttpOptions> = {}) => {
  const { url } = await encoded(body, encoding);
  return run(http('a', { url, timeout: '2s', ...options }));
};

const HELLO = Buffer.from('Welcome to the exchange');
const { zstdCompressSync } = zlib as { zstdCompressSync?: (body: Buffer) => Buffer };

const ENCODERS: Record<string, (body: Buffer) => Buffer> = {
  gzip: (body) => zlib.gzipSync(body),
  'x-gzip': (body) => zlib.gzipSync(body),
  deflate: (body) => zlib.deflateSync(body),
  br: (body) => zlib.brotliCompressSync(body),
  ...(zstdCompressSync && { zstd: zstdCompressSync }),
};

describe('a compressed body', () => {
  it.each(Object.entries(ENCODERS))('is decoded: %s', async (encoding, encode) => {
    const result = await asking(encode(HELLO), encoding, {
      expect: [text.is(String(HELLO)), size.is(HELLO.length)],
    });
    expect(result.message).toBe('everything held');
  });

  it('is decoded layer by layer, the last one first', async () => {
    const twice = zlib.brotliCompressSync(zlib.gzipSync(HELLO));
    expect((await asking(twice, 'gzip, br', { expect: [text.is(String(HELLO))] })).state).toBe('passed');
  });

  it.each<[sentence: string, body: Buffer, encoding: string, Reason]>([
    ['a bomb of gzip', zlib.gzipSync(Buffer.alloc(64 * MIB)), 'gzip', 'body_too_large'],
    ['a bomb of brotli', zlib.brotliCompressSync(Buffer.alloc(64 * MIB)), 'br', 'body_too_large'],
    [
      'a bomb in a bomb',
      zlib.gzipSync(zlib.gzipSync(Buffer.alloc(64 * MIB))),
      'gzip, gzip',
      'body_too_large',
    ],
    ['what is not what it says', HELLO, 'gzip', 'body_malformed'],
    [
      'what ends too early',
      zlib.gzipSync(Buffer.alloc(5_000, 'x')).subarray(0, 20),
      'gzip',
      'body_malformed',
    ],
    ['what nobody asked for', HELLO, 'compress', 'body_malformed'],
    ['more layers than anybody needs', HELLO, 'gzip, '.repeat(500), 'body_malformed'],
    ['the name of a property', HELLO, 'constructor', 'body_malformed'],
  ])('%s is a failure', async (_sentence, body, encoding, reason) => {
    const result = await asking(body, encoding);
    expect([result.state, result.reason]).toEqual(['failed', reason]);
  });

  it('of a bomb costs next to nothing', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(256 * MIB));
    const before = process.memoryUsage().rss;
    const result = await asking(bomb, 'gzip');
    expect(result.reason).toBe('body_too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
  });
});

describe('a JSON Schema', () => {
  const schema = {
    type: 'object',
    required: ['price'],
    properties: {
      price: { type: 'number', exclusiveMinimum: 0 },
      asOf: { type: 'string', format: 'date-time' },
      symbol: { pattern: '^(a+)+$' },
    },
  };

  it.each<[sentence: string, body: string, message: RegExp]>([
    ['what conforms', '{"price":1,"asOf":"2026-11-21T12:00:00Z"}', /^everything held$/],
    [
      'what lacks a property',
      '{}',
      /to conform to the schema, got \["\/ must have required property 'price'"\]/,
    ],
    ['what is out of range', '{"price":0}', /got \["\/price must be > 0"\]/],
    ['what has another format', '{"price":1,"asOf":"today"}', /asOf must match format/],
    ['what is no JSON', 'hello', /but the body is not JSON/],
    [
      'text made to backtrack is done in linear time',
      `{"price":1,"symbol":"${'a'.repeat(50_000)}!"}`,
      /symbol must match pattern/,
    ],
  ])('%s', async (_sentence, body, message) => {
    const { url } = await httpTarget((_request, response) => response.end(body));
    expect((await run(http('a', { url, expect: [conformsTo(schema)] }))).message).toMatch(message);
  });

  it('that is itself wrong is our own fault', async () => {
    const { url } = await httpTarget((_request, response) => response.end('{}'));
    const result = await run(http('a', { url, expect: [conformsTo({ type: 'objekt' })] }));
    expect([result.state, result.reason]).toEqual(['errored', 'assertion_threw']);
  });
});

describe('each and some of the nodes of a path', () => {
  it.each([
    ['each holds', jsonPath('$.rows[*].price').each.above(0), 'passed'],
    ['each is broken by one', jsonPath('$.rows[*].price').each.above(1), 'failed'],
    ['some holds by one', jsonPath('$.rows[*].price').some.is(2), 'passed'],
    ['none holds', jsonPath('$.rows[*].price').none.is(0), 'passed'],
  ] as const)('%s', async (_sentence, expected, state) => {
    const { url } = await httpTarget((_request, response) =>
      response.end('{"rows":[{"price":1},{"price":2}]}'),
    );
    expect((await run(http('a', { url, expect: [expected] }))).state).toBe(state);
  });
});

describe('the connection', () => {
  it('counts the redirects', async () => {
    const { url } = await httpTarget((request, response) =>
      request.url === '/end' ? response.end('ok') : response.writeHead(302, { location: '/end' }).end(),
    );
    expect((await run(http('a', { url, expect: [redirects.is(1)] }))).state).toBe('passed');
    expect((await run(http('a', { url, expect: [redirects.is(0)] }))).reason).toBe('unexpected_redirects');
  });

  it('speaks HTTP/2 when it is offered and taken', async () => {
    const { certificate: cert, privateKey: key } = await localCertificate();
    const server = createSecureServer({ cert, key, allowHTTP1: true }, (_request, response) => {
      response.setHeader('content-type', 'text/plain');
      response.end('ok');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const two = await run(http('a', { url, http2: true, expect: [httpVersion.is('2'), text.is('ok')] }));
    expect(two.message).toBe('everything held');
    expect(two.phases).toMatchObject({ ttfb: expect.any(Number), transfer: expect.any(Number) });
    const one = await run(http('a', { url, expect: [httpVersion.is('1.1'), tlsVersion.is('TLSv1.3')] }));
    expect(one.message).toBe('everything held');
    expect((await run(http('a', { url, expect: [httpVersion.is('2')] }))).reason).toBe('unexpected_version');
  });

  it('trusts the authority that the definition names', async () => {
    const own = await makeAuthority('Own');
    const { url } = await httpsTarget(
      (_request, response) => response.end('ok'),
      await own.issue({ hosts: ['localhost'] }),
    );
    expect((await run(http('a', { url, tls: { ca: own.certificate } }))).state).toBe('passed');
    expect((await run(http('a', { url }))).reason).toBe('certificate_chain_incomplete');
  });

  it('shows its own certificate to a server that asks for one', async () => {
    const authority = await testAuthority();
    const own = await authority.issue({ hosts: ['probe.example.com'] });
    const target = await tlsTarget(
      (socket) =>
        socket.on('data', () =>
          socket.end(`HTTP/1.1 200 OK\r\n\r\n${socket.getPeerCertificate().subject?.CN}`),
        ),
      await localCertificate(),
      { requestCert: true, rejectUnauthorized: true, ca: authority.certificate },
    );
    const tls = { certificate: own.certificate, key: secret('probe/key') };
    const secrets = { 'probe/key': own.privateKey };
    const shown = await run(http('a', { url: target.url, tls, expect: [text.is('probe.example.com')] }), {
      secrets,
    });
    expect(shown.message).toBe('everything held');
    expect((await run(http('a', { url: target.url }))).state).toBe('failed');
  });

  it('a key that is none is our own fault', async () => {
    const { url } = await httpsTarget((_request, response) => response.end('ok'), await localCertificate());
    const { certificate } = await localCertificate();
    const result = await run(http('a', { url, tls: { certificate, key: secret('k') } }), {
      secrets: { k: 'hunter2-not-a-key' },
    });
    expect([result.state, result.reason]).toEqual(['errored', 'credentials_refused']);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('uses the version of IP that is asked for', async () => {
    const { port } = await httpTarget((_request, response) => response.end('ok'));
    const lookup = async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const url = `http://localhost:${port}/`;
    expect((await run(http('a', { url, ip: 4 }), { lookup })).state).toBe('passed');
    expect((await run(http('a', { url, ip: 6 }), { lookup })).reason).toBe('connect_refused');
    const v4 = await run(http('a', { url, ip: 6 }), {
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(v4.reason).toBe('dns_not_found');
  });
});
