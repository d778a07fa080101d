import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { systemClock } from '../../functions/platform/clock.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { runCheck } from '../../functions/runner/run-check.ts';
import { checksOf } from '../../test/checks.ts';
import { runnerPorts } from '../../test/probing.ts';
import { beating, type Serve, streamTarget, ticking } from '../../test/stream-targets.ts';
import { dialer } from '../net/dial.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import { stream } from './check.ts';
import { ready, Subscription } from './subscription.ts';
import { Watch } from './watch.ts';

/** Watches one target as often as it is called, as one machine does or as Lambda does. */
async function watching(serve: Serve, { staysAwake = true } = {}) {
  const target = await streamTarget(serve);
  const [check] = checksOf(
    stream('quotes', {
      url: target.url,
      calendar: 'CRYPTO',
      every: '10s',
      window: '600ms',
      symbols: ['BHP', 'CBA'],
      ticks: { where: { type: 'quote' }, fields: { symbol: 'symbol', time: 'time', sequence: 'sequence' } },
      heartbeats: { type: 'heartbeat' },
      limits: { silence: '2s' },
      keepOpen: true,
    }),
  );
  if (!check) throw new Error('there is no check');
  const ports = await runnerPorts({ memory: probeMemory({ staysAwake }) });
  const look = () =>
    runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
  return { target, look, check };
}

describe('a stream that is kept open', () => {
  it('connects once, and each run tells what came since the last', async () => {
    const { target, look } = await watching(ticking());
    const first = await look();
    await delay(800);
    const second = await look();
    expect([first.state, second.state]).toEqual(['passed', 'passed']);
    expect(target.accepted()).toBe(1);
    expect(second.phases).toEqual({});
    const { window_ms = 0, ticks = 0, lost_updates, first_tick_ms } = second.attempts[0]?.measurements ?? {};
    expect(window_ms).toBeGreaterThan(700);
    expect(ticks).toBeGreaterThan(1);
    expect([lost_updates, first_tick_ms]).toEqual([0, undefined]);
  });

  it('counts each message once, whatever it was', async () => {
    const sent = { ticks: 0, bad: 0 };
    const change = (tick: object) => {
      sent.ticks += 1;
      if (sent.ticks % 3 !== 0) return { ...tick, sequence: undefined };
      sent.bad += 1;
      return 'not JSON';
    };
    const { look } = await watching(ticking({ change }));
    const results = [await look(), await look(), await look()];
    const told = results.map(({ attempts }) => attempts[0]?.measurements ?? {});
    const sum = (name: string) => told.reduce((all, one) => all + (one[name] ?? 0), 0);
    expect(sum('malformed')).toBeGreaterThan(0);
    expect(sum('malformed')).toBeLessThanOrEqual(sent.bad);
    expect(sum('messages')).toBeLessThanOrEqual(sent.ticks);
    expect(results[0]?.attempts[0]?.evidence?.body).toBe('not JSON');
  });

  it('sees a silence that falls between two runs', async () => {
    let socket: WebSocket | undefined;
    let isQuiet = false;
    const { look } = await watching((client) => {
      socket = client;
      ticking({ change: (tick) => (isQuiet ? undefined : { ...tick, sequence: undefined }) })(client);
      beating(client);
    });
    await look();
    isQuiet = true;
    await delay(1_000);
    isQuiet = false;
    await delay(100);
    const result = await look();
    expect(socket?.readyState).toBe(1);
    expect(result).toMatchObject({ state: 'failed', reason: 'stream_silent' });
    expect(result.message).toMatch(
      /^no symbol ticked for [\d.]+m?s, limit 600ms; \d+ heartbeats and \d+ pings came all the same$/,
    );
    expect(await look()).toMatchObject({ state: 'passed' });
  });

  it('tells a close once, and connects again', async () => {
    const clients: WebSocket[] = [];
    const { target, look } = await watching((client) => {
      clients.push(client);
      ticking()(client);
    });
    expect(await look()).toMatchObject({ state: 'passed' });
    clients[0]?.close(1011, 'enough');
    expect(await look()).toMatchObject({
      state: 'failed',
      reason: 'stream_closed',
      message: expect.stringContaining('with code 1011 "enough"'),
    });
    expect(await look()).toMatchObject({ state: 'passed' });
    expect(target.accepted()).toBe(2);
  });

  it('is not kept where the process is frozen between runs', async () => {
    const { target, look } = await watching(ticking(), { staysAwake: false });
    await look();
    await target.abandoned();
    await look();
    expect(target.accepted()).toBe(2);
  });

  it('is closed when nobody has asked for long, and then is asked anew', async () => {
    const { target, check } = await watching(ticking());
    const spec = check.spec as ReturnType<typeof stream.spec>;
    const { signal } = new AbortController();
    const context = { ...systemClock, dial: dialer(), signal };
    const stopwatch = new Stopwatch(context.monotonic);
    const subscription = new Subscription({ spec, network: 'private', context, stopwatch });
    await subscription.open(await ready(spec, { secrets: async () => '', conceal: () => {} }));
    const watch = new Watch({ spec, subscription, context, silentBefore: new Map() });
    watch.leave(50);
    await target.abandoned();
    expect(watch.isClosed).toBe(true);
  });
});
