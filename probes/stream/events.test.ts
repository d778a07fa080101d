import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../model/reason.ts';
import type { State } from '../../model/result.ts';
import { run } from '../../test/probing.ts';
import { httpsTarget, httpTarget, localCertificate, type Target, tcpTarget } from '../../test/targets.ts';
import { type StreamOptions, stream } from './check.ts';

const watching = ({ url }: Pick<Target, 'url'>, options: Partial<StreamOptions> = {}) =>
  run(
    stream('events', {
      url: `${url}/events`,
      calendar: 'CRYPTO',
      window: '600ms',
      timeout: '8s',
      symbols: ['BHP'],
      ticks: { where: { '@event': 'quote' }, fields: { symbol: 'symbol', time: 'time' } },
      heartbeats: { '@event': 'heartbeat' },
      ...options,
    }),
  );

const EVENTS = { 'content-type': 'text/event-stream; charset=utf-8' };

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Begins a stream and goes on as it is told. */
const serving = (go: Answer) =>
  httpTarget((request, response) => {
    response.writeHead(200, EVENTS).flushHeaders();
    go(response, request);
  });

const quote = () =>
  `event: quote\ndata: ${JSON.stringify({ symbol: 'BHP', time: new Date().toISOString() })}\n\n`;

/** Writes the same thing every few milliseconds until the client is gone. */
const repeating =
  (text: () => string | Buffer, everyMs = 20): Answer =>
  (response) => {
    const timer = setInterval(() => response.write(text()), everyMs);
    response.on('close', () => clearInterval(timer));
  };

const NOW = new Date().toISOString();

/** The first half of a message and the second in turn, cut within a character of two bytes. */
function inTwoPieces(bytes: Buffer): () => Buffer {
  const cut = bytes.indexOf('é') + 1;
  let isSecond = true;
  return () => {
    isSecond = !isSecond;
    return isSecond ? bytes.subarray(cut) : bytes.subarray(0, cut);
  };
}

describe('server-sent events', () => {
  it.each<[sentence: string, Answer, Partial<StreamOptions>, State, Reason | undefined, message: RegExp]>([
    ['ticks hold', repeating(quote), {}, 'passed', undefined, /^\d+ ticks of 1 symbols? in \d{3}ms/],
    [
      'heartbeats and comments are no ticks',
      repeating(() => 'event: heartbeat\ndata: {}\n\n: still here\n\n'),
      {},
      'failed',
      'stream_silent',
      /^nothing but \d+ heartbeats and \d+ pings came in \d{3}ms/,
    ],
    [
      'a character that comes in two pieces is one',
      repeating(
        inTwoPieces(Buffer.from(`event: quote\ndata: ${JSON.stringify({ time: NOW, symbol: 'BHPé' })}\n\n`)),
      ),
      { symbols: ['BHPé'] },
      'passed',
      undefined,
      /^\d+ ticks of 1 symbols? in/,
    ],
    [
      'an event that is cut short',
      repeating(() => 'event: quote\ndata: {"symbol":\n\n'),
      {},
      'failed',
      'malformed_message',
      /^\d+ of \d+ messages cannot be read: /,
    ],
    [
      'an end',
      (response) => delay(100).then(() => response.end()),
      {},
      'failed',
      'stream_closed',
      /^the target ended the stream \(127/,
    ],
    [
      'a cut',
      (response) => delay(100).then(() => response.destroy()),
      {},
      'failed',
      'connection_reset',
      /^the connection was cut in the middle of the stream \(127/,
    ],
    [
      'an event above the cap',
      repeating(() => `data: ${'x'.repeat(500)}\n`, 5),
      { maxMessageBytes: 1_000 },
      'failed',
      'body_too_large',
      /^a message is larger than the cap/,
    ],
  ])('%s', async (_sentence, answer, options, state, reason, message) => {
    const target = await serving(answer);
    const result = await watching(target, options);
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state, ...(reason && { reason }) });
    await target.abandoned();
  });

  it.each<[sentence: string, answer: () => Promise<Target>, Reason, message: RegExp]>([
    [
      'a page is no stream',
      () => httpTarget((_request, response) => response.setHeader('content-type', 'text/html').end('hello')),
      'unexpected_header',
      /^expected text\/event-stream, got "text\/html"/,
    ],
    [
      'nor is an error',
      () => httpTarget((_request, response) => response.writeHead(502, EVENTS).end()),
      'server_error',
      /^expected a stream, got status 502/,
    ],
    [
      'nor is something else',
      () => tcpTarget((socket) => socket.end('SSH-2.0\r\n\r\n')),
      'protocol_error',
      /not well-formed HTTP/,
    ],
    ['nor is silence', () => tcpTarget(() => {}), 'response_timeout', /^no answer began within 1\.1s/],
  ])('%s', async (_sentence, answer, reason, message) => {
    const result = await watching(await answer(), { timeout: '1.1s', window: '100ms' });
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state: 'failed', reason });
  });

  it('asks for events and for no compression, over TLS as well', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const target = await httpsTarget(
      (request, response) => {
        seen.push(request.headers);
        response.writeHead(200, EVENTS).flushHeaders();
        repeating(quote)(response, request);
      },
      await localCertificate(),
    );
    expect(await watching(target)).toMatchObject({ state: 'passed' });
    expect(seen).toMatchObject([{ accept: 'text/event-stream', 'accept-encoding': 'identity' }]);
  });
});
