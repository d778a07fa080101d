import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { http, jsonPath, status } from '../../index.ts';
import { STATES } from '../../model/result.ts';
import { run } from '../../test/probing.ts';
import { tcpTarget } from '../../test/targets.ts';

const SEED = 2;
const ANSWERS = 3_000;

const text = (...words: string[]) => fc.constantFrom(...words);

/** Pieces that HTTP is made of, and some that it is not. */
const piece = fc.oneof(
  text(
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.0 204 No\r\n',
    'HTTP/1.1 301 Moved\r\nlocation: /\r\n',
    'HTTP/1.1 103 E\r\n\r\n',
  ),
  text(
    'HTTP/2 200\r\n',
    'HTTP/1.1 099 X\r\n',
    'HTTP/1.1 999\r\n',
    'HTTP/1.1 20',
    'http/1.1 200 OK\r\n',
    'ICY 200 OK\r\n',
  ),
  text('content-length: 5\r\n', 'content-length: 0\r\n', 'content-length: -1\r\n', 'content-length: 1e3\r\n'),
  text('transfer-encoding: chunked\r\n', 'transfer-encoding: gzip, chunked\r\n', 'connection: close\r\n'),
  text(
    'upgrade: h2c\r\nconnection: upgrade\r\n',
    '__proto__: x\r\n',
    'constructor: y\r\n',
    ': empty\r\n',
    ' folded\r\n',
  ),
  text('\r\n', '\n', '\r', '\0', '5\r\nhello\r\n', '0\r\n\r\n', 'ffffffffffffffffff\r\n', '{"a":1}', 'hello'),
  fc.string({ maxLength: 20 }),
);

const pieces = fc.array(piece, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));
const garbage = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

/** A good answer with a few of its bytes changed. */
const damaged = fc
  .array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
  .map((changes) => {
    const bytes = Buffer.from(
      'HTTP/1.1 200 OK\r\ncontent-type: text/json\r\ncontent-length: 7\r\n\r\n{"a":1}',
    );
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

const INTERIM = /^(?:HTTP\/\d\.\d 1\d\d[^\n]*\r\n(?:[^\r\n][^\n]*\n)*\r\n)+/;

/** Written from RFC 9112 and not from our code: whether bytes begin with a 2xx answer. */
function isSuccess(bytes: Buffer): boolean {
  const answer = bytes
    .toString('latin1')
    .replace(/^[\r\n]+/, '')
    .replace(INTERIM, '');
  return /^HTTP\/\d\.\d 2\d\d[^\d]/.test(answer);
}

describe('an answer of any bytes at all', () => {
  it(`comes to a verdict, and never passes unless it is a success (${ANSWERS} answers, seed ${SEED})`, async () => {
    let answer: Buffer = Buffer.alloc(0);
    const target = await tcpTarget((socket) => socket.once('data', () => socket.end(answer)));
    const definition = http('fuzzed', { url: target.url, timeout: '1s' });
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(pieces, garbage, damaged), async (bytes) => {
        answer = bytes;
        const { state, reason, message } = await run(definition);
        expect(STATES).toContain(state);
        expect(message).not.toBe('');
        expect(message).not.toContain('\n');
        if (state === 'passed') {
          passed += 1;
          expect(isSuccess(bytes)).toBe(true);
        } else expect([state, reason, message]).not.toContain('errored');
      }),
      { seed: SEED, numRuns: ANSWERS },
    );
    expect(passed).toBeGreaterThan(ANSWERS / 100);
    await target.abandoned();
  }, 20_000);
});

describe('a body of any bytes at all', () => {
  it('is judged without a throw', async () => {
    let body: Buffer = Buffer.alloc(0);
    const target = await tcpTarget((socket) =>
      socket.once('data', () => socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body]))),
    );
    const definition = http('fuzzed', {
      url: target.url,
      expect: [
        status.is(200),
        jsonPath('$..a').exists(),
        jsonPath('$').is(null),
        jsonPath('$[?@.b > 1]').isAbsent(),
      ],
    });
    const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, garbage), async (bytes) => {
        body = bytes;
        const { state, attempts } = await run(definition);
        expect(['passed', 'failed']).toContain(state);
        expect(attempts[0]?.assertions.map(({ verdict }) => verdict)).not.toContain('threw');
      }),
      { seed: SEED, numRuns: 500 },
    );
  }, 20_000);
});

describe('a handshake of any bytes at all', () => {
  /** The beginning of a ServerHello, an alert and application data, and then whatever comes. */
  const record = fc.constantFrom('1603030000', '160303004a02000046', '15030300020228', '1703030010', '');

  it('fails with a reason of the target', async () => {
    let answer: Buffer = Buffer.alloc(0);
    const target = await tcpTarget((socket) => socket.once('data', () => socket.end(answer)));
    const definition = http('fuzzed', { url: `https://localhost:${target.port}`, timeout: '5s' });
    await fc.assert(
      fc.asyncProperty(record, garbage, async (start, rest) => {
        answer = Buffer.concat([Buffer.from(start, 'hex'), rest]);
        const { state, reason } = await run(definition);
        expect(state).toBe('failed');
        expect(['tls_failed', 'connection_reset']).toContain(reason);
      }),
      { seed: SEED, numRuns: 300 },
    );
    await target.abandoned();
  }, 20_000);
});
