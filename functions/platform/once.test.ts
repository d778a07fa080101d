import { expect, test } from 'vitest';
import { once } from './once.ts';

test('makes a value once, also for callers that come at the same time', async () => {
  let made = 0;
  const value = once(async () => ++made);
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  expect(await value()).toBe(1);
});

test('keeps no failure', async () => {
  let made = 0;
  const value = once(async () => {
    if (++made === 1) throw new Error('not yet');
    return made;
  });
  await expect(value()).rejects.toThrow('not yet');
  expect(await value()).toBe(2);
});
