import { describe, expect, it } from 'vitest';
import { randomFrom, type WorldOptions, worldOf } from './world.ts';

const MONTH: WorldOptions = {
  seed: 1,
  days: 30,
  checks: 10,
  locations: 2,
  burstMs: 30_000,
  transientShare: 0.005,
  outages: 20,
};

/** A glance at one path each so many seconds, outages left out. */
function glances(options: WorldOptions, everyMs: number, location = 0): boolean[] {
  const world = worldOf({ ...options, outages: 0 });
  const seen: boolean[] = [];
  for (let check = 0; check < options.checks; check++) {
    for (let at = world.from; at < world.until; at += everyMs) seen.push(world.fails(check, location, at));
  }
  return seen;
}

const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

describe('the generated months', () => {
  it('a seed gives the same numbers, wherever it is run', () => {
    const random = randomFrom(1);
    const drawn = [random(), random(), random()].map((value) => Number(value.toFixed(6)));
    expect(drawn).toEqual([0.627074, 0.002736, 0.527447]);
    expect(worldOf(MONTH).outages).toEqual(worldOf(MONTH).outages);
    expect(worldOf({ ...MONTH, seed: 2 }).outages).not.toEqual(worldOf(MONTH).outages);
    expect(glances(MONTH, 60_000)).toEqual(glances(MONTH, 60_000));
  });

  it.each([5_000, 30_000, 120_000])('bursts of %d ms: 0.5 %% of single attempts fail', (burstMs) => {
    const seen = share(glances({ ...MONTH, burstMs }, 5_000));
    expect(seen).toBeGreaterThan(0.0045);
    expect(seen).toBeLessThan(0.0055);
  });

  it('bursts have the mean length that was asked for', () => {
    const seen = glances(MONTH, 1_000);
    const begun = seen.filter((isBad, index) => isBad && !seen[index - 1]).length;
    const meanMs = (1_000 * seen.filter(Boolean).length) / begun;
    expect(meanMs).toBeGreaterThan(28_000);
    expect(meanMs).toBeLessThan(33_000);
  });

  it('paths fail independently, and one more location changes none of the others', () => {
    const [first, second] = [glances(MONTH, 10_000), glances(MONTH, 10_000, 1)];
    const both = share(first.map((isBad, index) => isBad && second[index] === true));
    expect(both).toBeLessThan(0.0001);
    expect(glances({ ...MONTH, locations: 3 }, 60_000)).toEqual(glances(MONTH, 60_000));
  });

  it('outages last 3 to 60 minutes and are seen at every location', () => {
    const world = worldOf({ ...MONTH, transientShare: 1e-9 });
    expect(world.outages).toHaveLength(20);
    for (const { from, until } of world.outages) {
      expect(until - from).toBeGreaterThanOrEqual(180_000);
      expect(until - from).toBeLessThanOrEqual(3_600_000);
    }
    const [one] = world.outages;
    if (!one) throw new Error('there is no outage');
    const seen = [0, 1].map((location) =>
      [one.from - 1, one.from, one.until - 1, one.until].map((at) => world.fails(one.check, location, at)),
    );
    expect(seen).toEqual([
      [false, true, true, false],
      [false, true, true, false],
    ]);
  });
});
