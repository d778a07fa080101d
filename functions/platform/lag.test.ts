import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { lagMeter } from './lag.ts';

/** Keeps the event loop from everything else. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('a lag meter', () => {
  test('notes how long the event loop was blocked', async () => {
    const watch = lagMeter().watch();
    await delay(30);
    block(200);
    await delay(30);
    watch.end();
    expect(watch.worst()).toBeGreaterThan(185);
    expect(watch.worst()).toBeLessThan(300);
  });

  test('notes it before its timer can', () => {
    const watch = lagMeter().watch();
    block(100);
    expect(watch.worst()).toBeGreaterThan(85);
    watch.end();
  });

  test('gives each watch the delay of its own time and no more', async () => {
    const meter = lagMeter();
    const before = meter.watch();
    block(100);
    const after = meter.watch();
    await delay(30);
    expect(before.worst()).toBeGreaterThan(85);
    expect(after.worst()).toBeLessThan(60);
    before.end();
    after.end();
  });

  test('keeps one timer for all, and none when nobody watches', () => {
    const meter = lagMeter();
    const without = timers();
    const watches = Array.from({ length: 10 }, () => meter.watch());
    expect(timers()).toBe(without + 1);
    for (const watch of watches) watch.end();
    expect(timers()).toBe(without);
    meter.watch().end();
    expect(timers()).toBe(without);
  });
});
