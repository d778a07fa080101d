import { hash } from '../../model/hash.ts';

/** A stretch of time, epoch milliseconds; its end is not part of it. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly days: number;
  readonly checks: number;
  /** Paths from each check's target to a prober: every location has transient failures of its own. */
  readonly locations: number;
  /** Mean length of a burst of transient failures, in milliseconds. */
  readonly burstMs: number;
  /** Share of time in which a path is in such a burst, 0 to 1: what share of single attempts fails. */
  readonly transientShare: number;
  readonly outages: number;
}

/** A true outage: the target is down, wherever one looks from. */
export interface TrueOutage extends Stretch {
  /** The check's index. */
  readonly check: number;
}

/**
 * Months of targets and of the network to them. Bursts on a path come as a Poisson process and last an exponentially
 * distributed time, on each path for itself: what is transient is on the way, not at the target. An attempt fails for
 * as long as a burst lasts, so a burst shorter than the pause before a retry is retried away, and one that is longer
 * than a check's interval fails several runs in a row.
 */
export interface World {
  readonly from: number;
  readonly until: number;
  readonly outages: readonly TrueOutage[];
  /** Whether an attempt at this time fails. Times of one path must not go back. */
  readonly fails: (check: number, location: number, at: number) => boolean;
}

const START = Date.UTC(2026, 10, 1);
const DAY_MS = 86_400_000;
const OUTAGE_MS = { from: 3 * 60_000, to: 60 * 60_000 } as const;

export function worldOf({ seed, days, checks, outages: count, ...rest }: WorldOptions): World {
  const random = randomFrom(seed);
  const until = START + days * DAY_MS;
  const outages = outagesOf({ random, checks, count, until });
  const ofCheck = Array.from({ length: checks }, (_, check) => outages.filter((one) => one.check === check));
  // A seed for each path, so that one more location changes nothing of the others.
  const paths = Array.from({ length: checks }, (_, check) =>
    Array.from({ length: rest.locations }, (_, location) =>
      burstsOf(randomFrom(hash(`${seed}/${check}/${location}`)), until, rest),
    ),
  );
  const next = paths.map((locations) => locations.map(() => 0));
  return {
    from: START,
    until,
    outages,
    fails: (check, location, at) => {
      if (ofCheck[check]?.some((one) => at >= one.from && at < one.until)) return true;
      const bursts = paths[check]?.[location] ?? [];
      const places = next[check] ?? [];
      let place = places[location] ?? 0;
      while ((bursts[place]?.until ?? Number.POSITIVE_INFINITY) <= at) place++;
      places[location] = place;
      return (bursts[place]?.from ?? Number.POSITIVE_INFINITY) <= at;
    },
  };
}

interface OutagesOptions {
  readonly random: () => number;
  readonly checks: number;
  readonly count: number;
  readonly until: number;
}

/** Of 3 to 60 minutes, each length as likely as any other; no check has two at once or close to each other. */
function outagesOf({ random, checks, count, until }: OutagesOptions): TrueOutage[] {
  const outages: TrueOutage[] = [];
  while (outages.length < count) {
    const length = OUTAGE_MS.from + random() * (OUTAGE_MS.to - OUTAGE_MS.from);
    const from = START + DAY_MS / 24 + random() * (until - START - DAY_MS / 6);
    const one = { check: Math.floor(random() * checks), from, until: from + length };
    const isApart = outages.every(
      (other) => other.check !== one.check || Math.abs(other.from - one.from) > 2 * OUTAGE_MS.to,
    );
    if (isApart) outages.push(one);
  }
  return outages;
}

function burstsOf(
  random: () => number,
  until: number,
  { burstMs, transientShare }: Pick<WorldOptions, 'burstMs' | 'transientShare'>,
): Stretch[] {
  const gapMs = burstMs / transientShare - burstMs;
  const bursts: Stretch[] = [];
  for (let at = START + exponential(random, gapMs); at < until; at += exponential(random, gapMs)) {
    const from = at;
    at += exponential(random, burstMs);
    bursts.push({ from, until: at });
  }
  return bursts;
}

const exponential = (random: () => number, mean: number): number => -Math.log(1 - random()) * mean;

/** Mulberry32: the same numbers from 0 to 1 for the same seed on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
