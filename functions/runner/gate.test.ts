import { describe, expect, test } from 'vitest';
import { http } from '../../index.ts';
import { runAll } from '../../test/probing.ts';
import { httpTarget, tcpTarget } from '../../test/targets.ts';
import { Gate } from './gate.ts';

const never = () => new AbortController().signal;

/** How many of these are settled after a few turns of the event loop. */
async function settled(promises: readonly Promise<unknown>[]): Promise<number> {
  let count = 0;
  for (const promise of promises)
    void promise.then(
      () => count++,
      () => count++,
    );
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return count;
}

describe('a gate', () => {
  test('lets in as many as it has permits, and the next for each that leaves', async () => {
    const gate = new Gate({ permits: 3 });
    const entered = Array.from({ length: 6 }, () => gate.enter(never()));
    expect(await settled(entered)).toBe(3);
    (await entered[0])?.();
    expect(await settled(entered)).toBe(4);
  });

  test('keeps the order', async () => {
    const gate = new Gate({ permits: 1 });
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const leave = await gate.enter(never());
        order.push(n);
        leave();
      }),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  test('a permit that is given back twice counts once', async () => {
    const gate = new Gate({ permits: 1 });
    const leave = await gate.enter(never());
    const entered = Array.from({ length: 3 }, () => gate.enter(never()));
    leave();
    leave();
    expect(await settled(entered)).toBe(1);
  });

  test('takes back the permit of one that does not leave', async () => {
    const gate = new Gate({ permits: 1 });
    await gate.enter(never());
    const began = performance.now();
    await gate.enter(never());
    expect(performance.now() - began).toBeLessThan(100);
  });

  test("one that gives up waiting is told why, and takes no one else's turn", async () => {
    const gate = new Gate({ permits: 1 });
    const leave = await gate.enter(never());
    const stop = new AbortController();
    const impatient = gate.enter(stop.signal);
    const patient = gate.enter(never());
    stop.abort(new Error('over'));
    await expect(impatient).rejects.toThrow('over');
    leave();
    expect(await settled([patient])).toBe(1);
    await expect(gate.enter(stop.signal)).rejects.toThrow('over');
  });
});

describe('a batch behind the gate', () => {
  test("with eight targets that hang: the others' time is no longer, and their wait is short", async () => {
    let began = performance.now();
    let arrived: number[] = [];
    const good = await httpTarget((_request, response) => {
      arrived.push(performance.now() - began);
      response.end('ok');
    });
    const hanging = await tcpTarget(() => {});
    await runAll([http('warm-up', { url: good.url })]);
    arrived = [];
    began = performance.now();
    const https = `https://localhost:${hanging.port}`;
    const results = await runAll([
      ...Array.from({ length: 8 }, (_, n) => http(`hangs-${n}`, { url: https, timeout: '1s' })),
      ...Array.from({ length: 10 }, (_, n) => http(`good-${n}`, { url: good.url })),
    ]);
    expect(Math.max(...arrived)).toBeLessThan(800);
    const others = results.filter(({ check }) => check.startsWith('good'));
    expect(others.map(({ state }) => state)).toEqual(Array(10).fill('passed'));
    for (const { phases } of others) expect(phases.total).toBeLessThan(300);
  });
});
