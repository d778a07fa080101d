import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { http, jsonPath, status, text } from '../../index.ts';
import type { Reason } from '../../model/reason.ts';
import { timed } from '../../test/probing.ts';
import { answering, beginning, closedPort, type Target, tcpTarget } from '../../test/targets.ts';
import type { HttpOptions } from './check.ts';

interface Fault {
  readonly target: () => Promise<Pick<Target, 'url' | 'abandoned'>>;
  readonly options?: Partial<HttpOptions>;
  readonly reason: Reason;
  readonly message: RegExp;
}

const TIMEOUT_MS = 300;

/** What an issue grants: a verdict is there this long after the timeout at the latest. */
const GRACE_MS = 100;

const head = 'HTTP/1.1 200 OK\r\n';
const whole = (body: string, first = head) =>
  `${first}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const announced = `${head}content-length: 100\r\n\r\nonly this`;
const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;

const faults: Record<string, Fault> = {
  'a port that nobody listens on': {
    target: async () => ({ url: `http://127.0.0.1:${await closedPort()}`, abandoned: async () => {} }),
    reason: 'connect_refused',
    message: /^the connection was refused \(127\.0\.0\.1:\d+\)$/,
  },
  'a connection that is reset as soon as it is accepted': {
    target: () => tcpTarget((socket) => socket.resetAndDestroy()),
    reason: 'connection_reset',
    message: /reset/,
  },
  'a reset before the headers': {
    target: () => tcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy())),
    reason: 'connection_reset',
    message: /^the connection was reset before an answer began \(127\.0\.0\.1:\d+\)$/,
  },
  'a close before the headers': {
    target: () => tcpTarget(answering('')),
    reason: 'connection_reset',
    message: /^the connection was closed before an answer began \(/,
  },
  'a close in the middle of the headers': {
    target: () => tcpTarget(answering(`${head}content-le`)),
    reason: 'connection_reset',
    message: /^the connection was closed before an answer began \(/,
  },
  'a reset in the middle of the body': {
    target: () => tcpTarget(resettingAfter(announced)),
    reason: 'connection_reset',
    message: /^the connection was reset before the body was whole \(/,
  },
  'a reset in the middle of a body that has no length': {
    target: () => tcpTarget(resettingAfter(`${head}\r\nhello`)),
    reason: 'connection_reset',
    message: /^the connection was reset before the body was whole \(/,
  },
  'a hang after accept': {
    target: () => tcpTarget(() => {}),
    reason: 'response_timeout',
    message: /^no answer began within 300ms \(127\.0\.0\.1:\d+\)$/,
  },
  'a hang in the middle of the headers': {
    target: () => tcpTarget(beginning(`${head}content-le`)),
    reason: 'response_timeout',
    message: /^no answer began within 300ms \(/,
  },
  'a hang in the middle of the body': {
    target: () => tcpTarget(beginning(announced)),
    reason: 'body_timeout',
    message: /^the answer began but did not end within 300ms \(/,
  },
  'a body that comes one byte at a time': {
    target: () => tcpTarget(trickling(`${head}content-length: 1000\r\n\r\n`)),
    reason: 'body_timeout',
    message: /^the answer began but did not end within 300ms \(/,
  },
  'headers that come one byte at a time': {
    target: () => tcpTarget(trickling('HTTP/1.1 200 OK\r\nx-slow: ')),
    reason: 'response_timeout',
    message: /^no answer began within 300ms \(/,
  },
  'a body shorter than its content-length': {
    target: () => tcpTarget(answering(announced)),
    reason: 'body_truncated',
    message: /^the connection was closed before the body was whole \(/,
  },
  'a chunked body without its last chunk': {
    target: () => tcpTarget(answering(`${chunked}5\r\nhello\r\n`)),
    reason: 'body_truncated',
    message: /^the connection was closed before the body was whole \(/,
  },
  'a chunk size that is not a number': {
    target: () => tcpTarget(answering(`${chunked}zz\r\nhello\r\n`)),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: invalid character in chunk size \(/,
  },
  'an answer that is not HTTP': {
    target: () => tcpTarget(answering('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: /,
  },
  'two content-lengths that differ': {
    target: () => tcpTarget(answering(`${head}content-length: 2\r\ncontent-length: 5\r\n\r\nhello`)),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: /,
  },
  'a content-length beside chunked encoding': {
    target: () =>
      tcpTarget(answering(`${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`)),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: /,
  },
  '1,000 headers of 100 bytes': {
    target: () => tcpTarget(answering(`${head}${`x-many: ${'x'.repeat(90)}\r\n`.repeat(1_000)}\r\n`)),
    reason: 'protocol_error',
    message: /^the headers are larger than 16 KiB \(/,
  },
  'an answer of HTTP/0.9': {
    target: () => tcpTarget(answering('hello')),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: /,
  },
  'a header of one megabyte': {
    target: () => tcpTarget(answering(`${head}x-large: ${'x'.repeat(1_000_000)}\r\n\r\n`)),
    reason: 'protocol_error',
    message: /^the headers are larger than 16 KiB \(/,
  },
  '10,000 interim answers and then silence': {
    target: () => tcpTarget(beginning('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(10_000))),
    reason: 'response_timeout',
    message: /^no answer began within 300ms \(/,
  },
  'an upgrade that nobody asked for': {
    target: () => tcpTarget(answering('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
    reason: 'protocol_error',
    message: /^the answer is not well-formed HTTP: bad upgrade \(/,
  },
  'a body over the cap': {
    target: () => tcpTarget(answering(whole('x'.repeat(2_000)))),
    options: { bodyCap: 1_999 },
    reason: 'body_too_large',
    message: /^the body is larger than the cap of 1999 bytes \(/,
  },
  'a 503': {
    target: () => tcpTarget(answering(whole('busy', 'HTTP/1.1 503 Busy\r\n'))),
    reason: 'server_error',
    message: /^expected status to be 2xx, got 503$/,
  },
  'a 404': {
    target: () => tcpTarget(answering(whole('', 'HTTP/1.1 404 Gone\r\n'))),
    options: { expect: [status.is(200)] },
    reason: 'unexpected_status',
    message: /^expected status to be 200, got 404$/,
  },
  'the wrong text': {
    target: () => tcpTarget(answering(whole('maintenance'))),
    options: { expect: [text.contains('Welcome')] },
    reason: 'unexpected_body',
    message: /^expected text to contain "Welcome", got "maintenance"$/,
  },
  'the wrong JSON': {
    target: () => tcpTarget(answering(whole('{"status":"down"}'))),
    options: { expect: [jsonPath('$.status').is('ok')] },
    reason: 'unexpected_body',
    message: /^expected jsonPath \$\.status to be "ok", got "down"$/,
  },
  'text where JSON is expected': {
    target: () => tcpTarget(answering(whole('<html>'))),
    options: { expect: [jsonPath('$.status').is('ok')] },
    reason: 'unexpected_body',
    message: /^expected jsonPath \$\.status to be "ok", but the body is not JSON \(/,
  },
  'an empty body where JSON is expected': {
    target: () => tcpTarget(answering(whole(''))),
    options: { expect: [jsonPath('$.status').is('ok')] },
    reason: 'unexpected_body',
    message: /^expected jsonPath \$\.status to be "ok", but the body is empty$/,
  },
};

const resettingAfter = (bytes: string) => (socket: Socket) => {
  socket.once('data', () => socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 30)));
};

const trickling = (bytes: string) => (socket: Socket) => {
  socket.once('data', async () => {
    socket.write(bytes);
    while (!socket.destroyed) {
      socket.write('x');
      await delay(20);
    }
  });
};

describe('a target with a fault', { retry: 2 }, () => {
  it.each(Object.entries(faults))('%s', async (_, { target, options, reason, message }) => {
    const { url, abandoned } = await target();
    const { result, tookMs } = await timed(http('broken', { url, timeout: `${TIMEOUT_MS}ms`, ...options }));
    expect(result).toMatchObject({ state: 'failed', reason, message: expect.stringMatching(message) });
    expect(tookMs).toBeLessThan(TIMEOUT_MS + GRACE_MS);
    await abandoned();
  });
});
