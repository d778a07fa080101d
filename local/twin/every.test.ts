import { expect, it } from 'vitest';
import type { Clock } from '../../functions/platform/clock.ts';
import { every } from './every.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

/** A clock whose sleeps take as long as they are told to take, whatever was asked for. */
function clockThatSleeps(...sleeps: readonly number[]) {
  const stop = new AbortController();
  const left = [...sleeps];
  let now = NOON + 15_000;
  const sleep: Clock['sleep'] = async () => {
    const ms = left.shift();
    if (ms === undefined) stop.abort();
    else now += ms;
  };
  return { clock: { now: () => now, monotonic: () => now, sleep }, signal: stop.signal };
}

const CASES: Record<string, { sleeps: readonly number[]; at: readonly number[] }> = {
  'as each minute begins': { sleeps: [45_000, 60_000, 60_000], at: [60_000, 120_000, 180_000] },
  'not twice where a timer is early': { sleeps: [44_999, 1, 60_000], at: [60_000, 120_000] },
  'once, however long the machine has slept': { sleeps: [45_000, 600_000], at: [60_000, 660_000] },
  'where the clock was set back as well': { sleeps: [45_000, -3_600_000], at: [60_000, -3_540_000] },
};

it.each(Object.entries(CASES))('works %s', async (_name, { sleeps, at }) => {
  const worked: number[] = [];
  await every(60_000, clockThatSleeps(...sleeps), (now) => void worked.push(now - NOON));
  expect(worked).toEqual(at);
});
