import { describe, expect, it } from 'vitest';
import { phaseSeconds } from '../../model/plan.ts';
import type { Contender } from './contender.ts';
import { ours } from './ours.ts';
import { PEERS } from './peers.ts';
import { scoreOf } from './score.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 1);

const outage = (check: number, from: number, until: number) => ({
  check,
  from: START + from * MINUTE,
  until: START + until * MINUTE,
});

const page = (check: number, minute: number, waitMs = 0) => {
  const firedAt = START + minute * MINUTE;
  return { check, firedAt, at: firedAt + waitMs };
};

describe('the score', () => {
  it('tells true pages from false ones, and takes the time of the first of each outage', () => {
    const outages = [outage(0, 10, 20), outage(1, 10, 20), outage(2, 10, 13)];
    const pages = [page(0, 12, 10_000), page(0, 15), page(0, 5), page(1, 30), page(2, 14)];
    expect(scoreOf(pages, outages)).toEqual({
      pages: 5,
      falsePages: 2,
      medianMs: (130_000 + 4 * MINUTE) / 2,
      p95Ms: 4 * MINUTE,
      missed: 1,
    });
  });
});

/** Where one check is bad in these minutes, and nothing else ever is. */
const world = (...bad: readonly [from: number, until: number][]): World => ({
  from: START,
  until: START + 60 * MINUTE,
  outages: [],
  fails: (check, _location, at) =>
    check === 0 && bad.some(([from, until]) => at >= START + from * MINUTE && at < START + until * MINUTE),
});

const secondsOf = (contender: Contender | undefined, ...bad: readonly [number, number][]): number[] =>
  (contender?.watch(world(...bad), 1) ?? []).map(({ at }) => (at - START) / 1_000);

const named = (contenders: readonly Contender[], name: string) =>
  contenders.find((contender) => contender.name === name);

describe('who pages when', () => {
  /** The second of its minute in which check-0 runs. */
  const PHASE = phaseSeconds('check-0', 60);

  it.each<[name: string, bad: [number, number], seconds: number[]]>([
    ['Gatus, 3 failures', [10, 13], [12 * 60 + PHASE]],
    ['Gatus, 3 failures', [10, 12], []],
    ['Checkly, one retry after 60 s', [10, 12], [11 * 60 + PHASE]],
    ['Checkly, one retry after 60 s', [10, 11], []],
    ['Checkly, one retry after 5 s', [10, 11], [10 * 60 + PHASE + 5]],
  ])('%s: %j', (name, bad, seconds) => {
    expect(secondsOf(named(PEERS, name), bad)).toEqual(seconds);
  });

  it.each<[name: string, bad: [number, number], seconds: number[]]>([
    ['Vedette, as shipped, one location', [10, 12], [12 * 60 + 10]],
    ['Vedette, as shipped, one location', [10, 11], []],
    ['Vedette, three locations, all, 1 of 1', [10, 11], [11 * 60 + 10]],
    ['CloudWatch Synthetics, 1 of 1', [10, 11], [11 * 60]],
  ])('%s: %j', (name, bad, seconds) => {
    expect(secondsOf(named(ours(1), name), bad)).toEqual(seconds);
  });

  it('goes off again only after so many good ones', () => {
    const gatus = named(PEERS, 'Gatus, 3 failures');
    expect(secondsOf(gatus, [10, 14], [15, 20])).toHaveLength(1);
    expect(secondsOf(gatus, [10, 14], [16, 20])).toHaveLength(2);
  });
});
