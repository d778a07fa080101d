import { describe, expect, it } from 'vitest';
import { Stopwatch } from './stopwatch.ts';

/** A clock that is set by hand. */
function manual() {
  let now = 1_000;
  const pass = (ms: number) => {
    now += ms;
  };
  return { monotonic: () => now, pass };
}

describe('a stopwatch', () => {
  it('gives each stage the time between its beginning and its end', () => {
    const { monotonic, pass } = manual();
    const stopwatch = new Stopwatch(monotonic);
    stopwatch.enter('dns');
    pass(3);
    stopwatch.leave();
    pass(1);
    stopwatch.enter('connect');
    pass(7);
    stopwatch.leave();
    expect(stopwatch.phases()).toEqual({ dns: 3, connect: 7, total: 11 });
  });

  it('adds up the stages of several hops', () => {
    const { monotonic, pass } = manual();
    const stopwatch = new Stopwatch(monotonic);
    for (const ms of [2, 5]) {
      stopwatch.enter('ttfb');
      pass(ms);
      stopwatch.leave();
    }
    expect(stopwatch.phases()).toEqual({ ttfb: 7, total: 7 });
  });

  it('tells the stage under way, and leaves its time out until it ends', () => {
    const { monotonic, pass } = manual();
    const stopwatch = new Stopwatch(monotonic);
    stopwatch.enter('tls');
    pass(5);
    expect(stopwatch.stage).toBe('tls');
    expect(stopwatch.phases()).toEqual({ total: 5 });
  });

  it('leaves out what was waited for of our own', async () => {
    const { monotonic, pass } = manual();
    const stopwatch = new Stopwatch(monotonic);
    stopwatch.enter('connect');
    pass(5);
    stopwatch.leave();
    const waited = stopwatch.apart(Promise.resolve('client'));
    pass(40);
    expect(await waited).toBe('client');
    stopwatch.enter('ttfb');
    pass(3);
    stopwatch.leave();
    expect(stopwatch.phases()).toEqual({ connect: 5, ttfb: 3, total: 8 });
  });

  it('rounds to microseconds', () => {
    const { monotonic, pass } = manual();
    const stopwatch = new Stopwatch(monotonic);
    pass(1.234567);
    expect(stopwatch.phases()).toEqual({ total: 1.235 });
  });
});
