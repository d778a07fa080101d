import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../../functions/runner/run-check.ts';
import { certificate } from '../../model/assertion/words.ts';
import { datumsOf, keyOf } from '../../model/metric.ts';
import type { Reason } from '../../model/reason.ts';
import { REDACTED } from '../../model/redact.ts';
import type { State } from '../../model/result.ts';
import { secret } from '../../model/secret.ts';
import { checksOf } from '../../test/checks.ts';
import { type Ports, run, runnerPorts } from '../../test/probing.ts';
import { beating, type Serve, serving, streamTarget, ticking } from '../../test/stream-targets.ts';
import {
  answering,
  closedPort,
  httpTarget,
  localCertificate,
  type Target,
  tcpTarget,
} from '../../test/targets.ts';
import { type StreamOptions, stream } from './check.ts';

/** A stream of two symbols, watched for half a second. */
const quotes = ({ url }: Pick<Target, 'url'>, options: Partial<StreamOptions> = {}) =>
  stream('quotes', {
    url: url.replace(/^http/, 'ws'),
    calendar: 'CRYPTO',
    window: '500ms',
    timeout: '8s',
    symbols: ['BHP', 'CBA'],
    ticks: {
      where: { type: 'quote' },
      fields: { symbol: 'symbol', time: 'time', price: 'price', sequence: 'sequence' },
    },
    heartbeats: { type: 'heartbeat' },
    ...options,
  });

const watching = (target: Pick<Target, 'url'>, options: Partial<StreamOptions> = {}, ports: Ports = {}) =>
  run(quotes(target, options), ports);

/** Runs one and the same check as often as it is called, so that it remembers. */
async function watchingAgain(target: Pick<Target, 'url'>, options: Partial<StreamOptions>) {
  const [check] = checksOf(quotes(target, options));
  if (!check) throw new Error('there is no check');
  const ports = await runnerPorts({});
  return () => runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
}

const SUBSCRIBE = [
  { send: { action: 'auth', token: secret('token') }, expect: { type: 'auth', status: 'ok' } },
  { send: { action: 'subscribe', symbols: '{{symbols}}' }, expect: { type: 'subscribed' } },
] as const;

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

type Row = [
  sentence: string,
  serve: Serve,
  Partial<StreamOptions>,
  State,
  Reason | undefined,
  message: RegExp,
];

describe('the verdict on what comes', () => {
  it.each<Row>([
    [
      'ticks of every symbol hold',
      ticking(),
      {},
      'passed',
      undefined,
      /^\d+ ticks of 2 symbols in [\d.]+m?s, which is /,
    ],
    [
      'heartbeats and pings do not make a dead feed look alive',
      beating,
      {},
      'failed',
      'stream_silent',
      /^nothing but \d+ heartbeats? and \d+ pings? came in \d{3}ms, limit 500ms$/,
    ],
    [
      'nor does nothing at all',
      () => {},
      {},
      'failed',
      'stream_silent',
      /^nothing came in \d{3}ms, limit 500ms$/,
    ],
    [
      'a silence in between is found, however it goes on',
      (socket) => {
        ticking({
          change: (tick) => (tick.sequence > 3 && tick.sequence < 18 ? undefined : { ...tick, sequence: 1 }),
        })(socket);
        beating(socket);
      },
      { limits: { gap: '200ms' } },
      'failed',
      'stream_silent',
      /^no symbol ticked for [\d.]+m?s, limit 200ms; \d+ heartbeats? and \d+ pings? came all the same$/,
    ],
    [
      'one symbol of two is silent',
      ticking({ symbols: ['BHP'] }),
      { limits: { silence: '500ms' } },
      'failed',
      'symbols_silent',
      /^1 of 2 symbols is silent, CBA longest: [\d.]+m?s, limit 500ms$/,
    ],
    [
      'as many as are tolerated only degrade',
      ticking({ symbols: ['BHP'] }),
      { limits: { silence: '500ms' }, tolerate: '50%' },
      'degraded',
      'symbols_silent',
      /CBA longest/,
    ],
    [
      'a group has a limit of its own',
      ticking({ symbols: ['BHP'] }),
      { limits: { silence: '500ms' }, groups: [{ name: 'illiquid', symbols: ['CBA'], silence: '10m' }] },
      'passed',
      undefined,
      /^\d+ ticks of 2 symbols in [\d.]+m?s, which is /,
    ],
    [
      'ticks that come late',
      ticking({ change: (tick) => ({ ...tick, time: ago(45_000) }) }),
      {},
      'failed',
      'ticks_late',
      /^ticks are 45(\.\d+)?s late \(p95\), limit 30s; the clocks agree to \d+(\.\d+)?m?s$/,
    ],
    [
      'a snapshot is not late, however old it is',
      ticking({
        change: (tick) => (tick.sequence === 1 ? { ...tick, time: ago(3_600_000) } : tick),
      }),
      { limits: { latency: { p99: '30s' } } },
      'passed',
      undefined,
      /^\d+ ticks of 2 symbols in [\d.]+m?s, which is /,
    ],
    [
      'updates that are lost',
      ticking({ change: (tick) => (tick.sequence % 3 === 0 ? undefined : tick) }),
      {},
      'failed',
      'sequence_gap',
      /^\d+ updates \([\d.]+ %\) never came, by \d+ jumps of the sequence, BHP lost most: \d+$/,
    ],
    [
      'a sequence that stands still',
      ticking({ change: (tick) => ({ ...tick, sequence: 7 }) }),
      {},
      'failed',
      'sequence_back',
      /^the sequence does not rise in \d+ of \d+ ticks$/,
    ],
    [
      'messages that are cut short',
      ticking({
        change: (tick) =>
          tick.sequence % 2 === 0 ? JSON.stringify(tick).slice(0, 20) : { ...tick, sequence: undefined },
      }),
      {},
      'failed',
      'malformed_message',
      /^\d+ of \d+ messages cannot be read: /,
    ],
    [
      'ticks without a symbol',
      ticking({ change: (tick) => ({ ...tick, symbol: undefined }) }),
      {},
      'failed',
      'malformed_message',
      /cannot be read: it has no symbol where a tick has one$/,
    ],
    [
      'ticks whose time cannot be read',
      ticking({ change: (tick) => ({ ...tick, time: 'just now' }) }),
      {},
      'failed',
      'malformed_message',
      /cannot be read: the time of a tick cannot be read$/,
    ],
    [
      'fewer ticks than there should be',
      ticking(),
      { limits: { ticksPerSecond: 5_000 } },
      'failed',
      'too_few_ticks',
      /^[\d.]+ ticks a second came, expected at least 5000$/,
    ],
    [
      'a first tick that takes too long',
      (socket) => void delay(350).then(() => ticking()(socket)),
      { limits: { firstTick: '200ms' } },
      'failed',
      'first_tick_late',
      /^the first tick took [\d.]+m?s, limit 200ms$/,
    ],
    [
      'a close has its code and its words',
      (socket) => void delay(200).then(() => socket.close(1011, 'internal error')),
      {},
      'failed',
      'stream_closed',
      /^the target closed the stream with code 1011 "internal error" \(127\.0\.0\.1:\d+\)$/,
    ],
    [
      'or none',
      (socket) => void delay(200).then(() => socket.close()),
      {},
      'failed',
      'stream_closed',
      /^the target closed the stream without a code/,
    ],
    [
      'a cut is no close',
      (socket) => void delay(200).then(() => socket.terminate()),
      {},
      'failed',
      'connection_reset',
      /^the connection was cut without a close frame/,
    ],
    [
      'a message above the cap is not read',
      (socket) => socket.send('x'.repeat(2_000)),
      { maxMessageBytes: 1_000 },
      'failed',
      'body_too_large',
      /^a message is larger than the cap/,
    ],
    [
      'text that is not UTF-8',
      (socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false }),
      {},
      'failed',
      'protocol_error',
      /^the answer is not well-formed WebSocket: /,
    ],
  ])('%s', async (_sentence, serve, options, state, reason, message) => {
    const result = await watching(await streamTarget(serve), options);
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state, ...(reason && { reason }) });
  });
});

describe('the opening', () => {
  const ports = { secrets: { token: 'tok-secret' } };

  it('says the secret and the symbols, and waits for each answer', async () => {
    const heard: string[] = [];
    const target = await streamTarget(
      serving((message, socket) => {
        heard.push(message);
        const { action } = JSON.parse(message);
        socket.send(
          JSON.stringify(action === 'auth' ? { type: 'auth', status: 'ok' } : { type: 'subscribed' }),
        );
        if (action === 'subscribe') ticking()(socket);
      }),
    );
    const result = await watching(target, { open: SUBSCRIBE }, ports);
    expect(result).toMatchObject({ state: 'passed' });
    expect(heard).toEqual([
      '{"action":"auth","token":"tok-secret"}',
      '{"action":"subscribe","symbols":["BHP","CBA"]}',
    ]);
    expect(result.phases.transfer).toBeGreaterThan(0);
  });

  /** Greets at once, before anybody can have waited for it. */
  const greeting: Serve = (socket) => {
    socket.send(JSON.stringify({ type: 'hello' }));
    ticking()(socket);
  };

  it('a greeting that is there before it is waited for has come', async () => {
    const result = await watching(await streamTarget(greeting), { open: [{ expect: { type: 'hello' } }] });
    expect(result).toMatchObject({ state: 'passed' });
  });

  it('but it is no answer to what is said after it', async () => {
    const open = [{ send: 'hello?', expect: { type: 'hello' } }];
    const result = await watching(await streamTarget(greeting), { open, limits: { ack: '300ms' } });
    expect(result).toMatchObject({ state: 'failed', reason: 'unexpected_ack' });
  });

  it.each<[sentence: string, open: StreamOptions['open'], heard: string[]]>([
    ['text holds the symbols joined', [{ send: 'SUB {{symbols}}' }], ['SUB BHP,CBA']],
    [
      'a message for each symbol',
      [{ send: { sub: 'x.{{symbol}}' } }],
      ['{"sub":"x.BHP"}', '{"sub":"x.CBA"}'],
    ],
    ['secrets at any depth', [{ send: { a: [{ b: secret('token') }] } }], ['{"a":[{"b":"tok-secret"}]}']],
  ])('%s', async (_sentence, open, expected) => {
    const heard: string[] = [];
    const target = await streamTarget(
      serving((message, socket) => {
        heard.push(message);
        if (heard.length === expected.length) ticking()(socket);
      }),
    );
    expect(await watching(target, { open: open ?? [] }, ports)).toMatchObject({ state: 'passed' });
    expect(heard).toEqual(expected);
  });

  it.each<Row>([
    [
      'an answer that does not come',
      beating,
      { open: SUBSCRIBE, limits: { ack: '300ms' } },
      'failed',
      'ack_timeout',
      /^expected a message with type=auth and status=ok, got nothing within 300ms \(127/,
    ],
    [
      'another answer than the expected one, which is redacted',
      serving((message, socket) =>
        socket.send(JSON.stringify({ type: 'auth', status: 'denied', of: JSON.parse(message).token })),
      ),
      { open: SUBSCRIBE, limits: { ack: '300ms' } },
      'failed',
      'unexpected_ack',
      /^expected a message with type=auth and status=ok, got ".*denied.*\[redacted\].*" within 300ms/,
    ],
    [
      'a close instead of an answer',
      serving((_message, socket) => {
        socket.send(JSON.stringify({ type: 'error', message: 'not authenticated' }));
        socket.close(4001, 'no');
      }),
      { open: SUBSCRIBE },
      'failed',
      'unexpected_ack',
      /got ".*not authenticated.*" and the target closed the stream with code 4001 "no"/,
    ],
    [
      'a close without a word',
      serving((_message, socket) => socket.close(4001)),
      { open: SUBSCRIBE },
      'failed',
      'stream_closed',
      /got nothing and the target closed the stream with code 4001/,
    ],
  ])('%s', async (_sentence, serve, options, state, reason, message) => {
    const result = await watching(await streamTarget(serve), options, ports);
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state, reason });
    expect(JSON.stringify(result)).not.toContain('tok-secret');
    expect(REDACTED).toBe('[redacted]');
  });
});

describe('what is told of a watch', () => {
  it('the numbers, the share of the time, and the signs of life apart', async () => {
    const target = await streamTarget((socket) => {
      ticking()(socket);
      beating(socket);
    });
    const { message, attempts } = await watching(target);
    expect(message).toMatch(/^\d+ ticks of 2 symbols in \d{3}ms, which is (0\.\d+|1) % of the time$/);
    const { measurements = {}, distributions = {} } = attempts[0] ?? {};
    expect(measurements).toMatchObject({
      in_session: 1,
      malformed: 0,
      lost_updates: 0,
      silent_share: 0,
    });
    expect(measurements.ticks).toBeGreaterThan(1);
    expect(measurements.heartbeats).toBeGreaterThan(0);
    expect(measurements.pings).toBeGreaterThan(0);
    expect(measurements.messages).toBe((measurements.ticks ?? 0) + (measurements.heartbeats ?? 0));
    expect(measurements.clock_error).toBeGreaterThan(0);
    expect(measurements.clock_error).toBeLessThan(3_000);
    expect(Object.keys(distributions)).toEqual(['latency', 'ticks_per_second']);
  });

  it('which symbols are silent, the worst first', async () => {
    const target = await streamTarget(ticking({ symbols: ['BHP'] }));
    const result = await watching(target, {
      symbols: ['BHP', 'CBA', 'ANZ'],
      window: '1s',
      limits: { silence: '700ms' },
      groups: [{ name: 'slower', symbols: ['ANZ'], silence: '900ms' }],
    });
    expect(result.attempts[0]?.evidence?.items).toEqual([
      { name: 'CBA', says: expect.stringMatching(/^silent for [\d.]+m?s, limit 700ms$/) },
      { name: 'ANZ', says: expect.stringMatching(/^silent for [\d.]+m?s, limit 900ms$/) },
    ]);
  });

  it('silence adds up over the watches, and ends with a tick', async () => {
    let symbols = ['BHP'];
    const target = await streamTarget((socket) => ticking({ symbols })(socket));
    const look = await watchingAgain(target, { limits: { silence: '900ms' } });
    expect(await look()).toMatchObject({ state: 'passed' });
    expect(await look()).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/CBA longest: (1(\.\d+)?s|99\dms), limit 900ms$/),
    });
    symbols = ['BHP', 'CBA'];
    expect(await look()).toMatchObject({ state: 'passed' });
  });

  it('bytes are read by a function of the definition', async () => {
    const target = await streamTarget(
      ticking({
        change: ({ symbol, sequence }) =>
          Buffer.from([symbol.length, sequence % 256, ...Buffer.from(symbol)]),
      }),
    );
    const decode = (data: string | Uint8Array) => ({
      s: String.fromCharCode(...(data as Uint8Array).subarray(2)),
    });
    const result = await watching(target, { decode, ticks: { fields: { symbol: 's' } } });
    expect(result).toMatchObject({ state: 'passed', message: expect.stringContaining('of 2 symbols') });
    expect(result.attempts[0]?.distributions?.latency).toBeUndefined();
  });

  it('a message that holds several ticks is several', async () => {
    const target = await streamTarget(
      ticking({
        symbols: ['BHP'],
        change: (tick) => ({ type: 'quote', data: [tick, { ...tick, symbol: 'CBA' }] }),
      }),
    );
    const { attempts } = await watching(target, {
      ticks: { where: { type: 'quote' }, rows: 'data', fields: { symbol: 'symbol' } },
    });
    const { ticks = 0, messages = 0 } = attempts[0]?.measurements ?? {};
    expect(ticks).toBe(2 * messages);
  });
});

describe('what is our own delay', () => {
  const late = () => streamTarget(ticking({ change: (tick) => ({ ...tick, time: ago(1_000) }) }));

  it('lateness that our own event loop explains is not counted, nor published', async () => {
    const lag = { watch: () => ({ worst: () => 800, end: () => {} }) };
    const result = await watching(await late(), { limits: { latency: { p95: '500ms' } } }, { lag });
    expect(result).toMatchObject({ state: 'passed', unreliable: true });
    expect(result.message).toMatch(
      /^ticks are 1(\.\d+)?s late \(p95\), limit 500ms; .*; not counted, because our own event loop was late by 800ms$/,
    );
    expect(result.attempts[0]?.distributions?.latency).toBeUndefined();
    expect(result.attempts[0]?.measurements.latency_p95).toBeUndefined();
  });

  it('nor is it when our thread has no time left, as with a decoder that is too slow', async () => {
    const decode = (data: string | Uint8Array) => {
      const until = performance.now() + 12;
      while (performance.now() < until);
      return JSON.parse(String(data));
    };
    const result = await watching(await late(), { decode, limits: { latency: { p95: '500ms' } } });
    expect(result).toMatchObject({ state: 'passed', unreliable: true });
    expect(result.message).toMatch(
      /not counted, because our own thread was busy for (9\d|100) % of the time$/,
    );
  });
});

describe('a market that is closed', () => {
  it('is not connected to, and nothing is judged or published', async () => {
    const target = await streamTarget(beating);
    const closed: StreamOptions['calendar'] = {
      name: 'DESK',
      timeZone: 'UTC',
      hours: { days: [inThreeDays()], open: '00:00', close: '24:00' },
      horizon: { from: '2020-01-01', to: '2099-12-31' },
    };
    const [check] = checksOf(quotes(target, { calendar: closed, expect: [certificate.daysLeft.atLeast(1)] }));
    const result = await watching(target, { calendar: closed, expect: [certificate.daysLeft.atLeast(1)] });
    expect(result).toMatchObject({
      state: 'passed',
      message: expect.stringMatching(/^DESK is closed until \w{3} /),
    });
    expect(result.attempts[0]).toMatchObject({ assertions: [], measurements: { in_session: 0 } });
    expect(target.accepted()).toBe(0);
    const published = check ? datumsOf(check, result).map(({ metric }) => keyOf(metric)) : [];
    expect(published).toEqual(['failed', 'degraded']);
  });
});

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** A day that is neither today nor tomorrow. */
const inThreeDays = () => WEEKDAYS[(new Date().getUTCDay() + 3) % 7] ?? 'sunday';

describe('the way there', () => {
  it('a secure stream, with its certificate', async () => {
    const target = await streamTarget(ticking(), await localCertificate());
    const result = await watching(target, { expect: [certificate.daysLeft.atLeast(1)] });
    expect(result).toMatchObject({ state: 'passed' });
    expect(Object.keys(result.phases)).toEqual(['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total']);
  });

  it('headers, credentials and subprotocols go with the handshake', async () => {
    const seen: Record<string, unknown> = {};
    const target = await streamTarget((socket, { headers, url }) => {
      Object.assign(seen, headers, { url });
      ticking()(socket);
    });
    const options = {
      headers: { 'x-client': 'v' },
      query: { t: secret('token') },
      auth: { bearer: secret('token') },
    };
    const result = await watching(target, options, { secrets: { token: 'tok' } });
    expect(result).toMatchObject({ state: 'passed' });
    expect(seen).toMatchObject({
      'x-client': 'v',
      authorization: 'Bearer tok',
      url: '/?t=tok',
      upgrade: 'websocket',
    });
    expect(seen['sec-websocket-extensions']).toBeUndefined();
  });

  it.each<[sentence: string, target: () => Promise<Pick<Target, 'url'>>, Reason, message: RegExp]>([
    [
      'a refused port',
      async () => ({ url: `ws://127.0.0.1:${await closedPort()}` }),
      'connect_refused',
      /refused/,
    ],
    [
      'a page instead of a stream',
      () => httpTarget((_request, response) => response.end('hello')),
      'unexpected_status',
      /^expected a stream, got status 200 \(/,
    ],
    [
      'a server that is down',
      () => httpTarget((_request, response) => response.writeHead(503).end()),
      'server_error',
      /^expected a stream, got status 503/,
    ],
    [
      'a handshake with a wrong digest',
      () =>
        tcpTarget(
          answering(
            'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
          ),
        ),
      'protocol_error',
      /^the answer is not well-formed WebSocket: /,
    ],
    ['no HTTP at all', () => tcpTarget(answering('SSH-2.0\r\n\r\n')), 'protocol_error', /not well-formed/],
    ['a connection that is closed', () => tcpTarget((socket) => socket.end()), 'connection_reset', /reset/],
    ['a certificate of nobody', () => tcpTarget(() => {}), 'response_timeout', /no answer began within 2s/],
  ])('%s', async (_sentence, target, reason, message) => {
    const result = await watching(await target(), { timeout: '2s' });
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state: 'failed', reason });
  });

  it('is closed when all is over, whatever came', async () => {
    for (const serve of [ticking(), beating, serving(() => {})]) {
      const target = await streamTarget(serve);
      await watching(target);
      await target.abandoned();
    }
  });
});
