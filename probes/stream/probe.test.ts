import { describe, expect, it } from 'vitest';
import { runCheck } from '../../functions/runner/run-check.ts';
import { certificate } from '../../model/assertion/words.ts';
import { datumsOf } from '../../model/check-metrics.ts';
import { keyOf } from '../../model/metric.ts';
import type { Reason } from '../../model/reason.ts';
import { secret } from '../../model/secret.ts';
import { checksOf } from '../../test/checks.ts';
import { runnerPorts } from '../../test/probing.ts';
import { beating, serving, streamTarget, ticking } from '../../test/stream-targets.ts';
import { ago, quotes, watching } from '../../test/stream-watching.ts';
import {
  answering,
  closedPort,
  httpTarget,
  localCertificate,
  type Target,
  tcpTarget,
} from '../../test/targets.ts';
import type { StreamOptions } from './check.ts';

/** Runs one and the same check as often as it is called, so that it remembers. */
async function watchingAgain(target: Pick<Target, 'url'>, options: Partial<StreamOptions>) {
  const [check] = checksOf(quotes(target, options));
  if (!check) throw new Error('there is no check');
  const ports = await runnerPorts({});
  return () => runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
}

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
