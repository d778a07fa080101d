import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Line } from './line.ts';

const monotonic = () => performance.now();

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('a slower line', () => {
  const sent = Array.from({ length: 20 }, (_, index) => Buffer.alloc(2_500, index));

  it('lets everything through, in order', async () => {
    const line = new Line({ roundTripMs: 20, down: 10_000_000, up: 10_000_000 }, monotonic);
    expect(await buffer(Readable.from(sent).pipe(line.through('down')))).toEqual(Buffer.concat(sent));
  });

  it.each<[sentence: string, speed: ConstructorParameters<typeof Line>[0], ms: number]>([
    ['its width', { roundTripMs: 0, down: 1_000_000, up: 1 }, 400],
    ['half a round trip', { roundTripMs: 400, down: 1_000_000_000, up: 1 }, 200],
  ])('takes the time of %s', async (_sentence, speed, ms) => {
    const line = new Line(speed, monotonic);
    const through = () => buffer(Readable.from(sent).pipe(line.through('down')));
    expect(await took(through)).toBeGreaterThanOrEqual(ms - 2); // timers may be early by as much
  });

  it('is shared by everything that goes one way, and not by what goes the other', async () => {
    const line = new Line({ roundTripMs: 0, down: 1_000_000, up: 1_000_000_000 }, monotonic);
    const through = (direction: 'down' | 'up') => buffer(Readable.from(sent).pipe(line.through(direction)));
    expect(await took(() => Promise.all([through('down'), through('down')]))).toBeGreaterThanOrEqual(798);
    expect(await took(() => through('up'))).toBeLessThan(400);
  });

  it('takes a round trip to be connected', async () => {
    const line = new Line({ roundTripMs: 100, down: 1, up: 1 }, monotonic);
    expect(await took(() => line.shakeHands())).toBeGreaterThanOrEqual(98);
  });
});
