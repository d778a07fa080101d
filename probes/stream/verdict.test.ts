import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { beating, streamTarget, ticking } from '../../test/stream-targets.ts';
import { ago, type WatchRow, watching } from '../../test/stream-watching.ts';

describe('the verdict on what comes', () => {
  it.each<WatchRow>([
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
