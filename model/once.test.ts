import { expect, test } from 'vitest';
import { once, onceEach } from './once.ts';

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

test('makes one for each key, and keeps no failure of it', async () => {
  const made: string[] = [];
  const value = onceEach(async (key: string) => {
    made.push(key);
    if (made.length === 3) throw new Error('not yet');
    return key.toUpperCase();
  });
  expect(await Promise.all([value('a'), value('b'), value('a')])).toEqual(['A', 'B', 'A']);
  await expect(value('c')).rejects.toThrow('not yet');
  expect(await value('c')).toBe('C');
  expect(made).toEqual(['a', 'b', 'c', 'c']);
});
