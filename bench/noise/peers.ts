import { phaseSeconds } from '../../model/plan.ts';
import { type Contender, MINUTE_MS, type Page } from './contender.ts';
import type { World } from './world.ts';

/** A monitor that counts runs and tells at once: so many bad ones in a row, so many good ones until it is over. */
interface Counting {
  readonly name: string;
  readonly failures: number;
  readonly successes: number;
  /** The pause before the one retry, in milliseconds. @default no retry */
  readonly retryMs?: number;
}

const counting = ({ name, failures, successes, retryMs }: Counting): Contender => ({
  name,
  locations: 1,
  watch: (world, checks) =>
    Array.from({ length: checks }, (_, check) =>
      pagesOf(runsOf(world, check, retryMs), { failures, successes }).map((at) => ({
        check,
        firedAt: at,
        at,
      })),
    ).flat() satisfies Page[],
});

interface Run {
  readonly isBad: boolean;
  /** When its verdict is known. */
  readonly at: number;
}

function* runsOf(world: World, check: number, retryMs: number | undefined): Generator<Run> {
  const phase = phaseSeconds(`check-${check}`, 60) * 1_000;
  for (let at = world.from + phase; at < world.until; at += MINUTE_MS) {
    const isBad = world.fails(check, 0, at);
    if (!isBad || retryMs === undefined) yield { isBad, at };
    else yield { isBad: world.fails(check, 0, at + retryMs), at: at + retryMs };
  }
}

function pagesOf(runs: Iterable<Run>, { failures, successes }: Omit<Counting, 'name'>): number[] {
  const pages: number[] = [];
  let bad = 0;
  let good = 0;
  let isDown = false;
  for (const run of runs) {
    bad = run.isBad ? bad + 1 : 0;
    good = run.isBad ? 0 : good + 1;
    if (!isDown && bad >= failures) pages.push(run.at);
    isDown = isDown ? good < successes : bad >= failures;
  }
  return pages;
}

export const PEERS: readonly Contender[] = [
  // README of TwiN/gatus at 08c46354: failure-threshold 3, success-threshold 2; it has no retry.
  counting({ name: 'Gatus, 3 failures', failures: 3, successes: 2 }),
  // checkly-cli, retry-strategy.ts: baseBackoffSeconds is 60 by default; it is told at the first failed run.
  counting({ name: 'Checkly, one retry after 60 s', failures: 1, successes: 1, retryMs: 60_000 }),
  // Checkly's page "Retries" takes 5 s for its example of a single retry.
  counting({ name: 'Checkly, one retry after 5 s', failures: 1, successes: 1, retryMs: 5_000 }),
];
