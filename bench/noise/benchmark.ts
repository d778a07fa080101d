import { formatMs } from '../../model/duration.ts';
import type { Benchmark, Row } from '../benchmark.ts';
import type { Contender } from './contender.ts';
import { ours } from './ours.ts';
import { PEERS } from './peers.ts';
import { scoreOf } from './score.ts';
import { type WorldOptions, worldOf } from './world.ts';

/** The issue's: 30 days, 100 checks, 0.5 % of attempts fail without a cause, 20 true outages. */
const MONTH = { days: 30, checks: 100, transientShare: 0.005, outages: 20 } as const;

/** Mean lengths of the bursts that the transient failures come in. */
const BURSTS_MS = [5_000, 30_000, 120_000] as const;
const QUICK_BURSTS_MS = [5_000, 120_000] as const;

const SEED = 1;

/** A quick run is of a quarter of the checks. */
const QUICK_CHECKS = 25;

export const noise: Benchmark = {
  about:
    'false pages and time to page by simulation: 30 days, 100 checks each minute, 0.5 % transient failures, 20 true outages',
  run: async ({ quick }) => {
    const checks = quick ? QUICK_CHECKS : MONTH.checks;
    return (quick ? QUICK_BURSTS_MS : BURSTS_MS).flatMap((burstMs) =>
      [...ours(checks), ...PEERS].map((contender) =>
        rowOf(contender, { ...MONTH, checks, burstMs, seed: SEED }),
      ),
    );
  },
};

/** Every contender has the same outages and, at its first location, the same transient failures. */
function rowOf(contender: Contender, month: Omit<WorldOptions, 'locations'>): Row {
  const world = worldOf({ ...month, locations: contender.locations });
  const score = scoreOf(contender.watch(world, month.checks), world.outages);
  const share = score.pages === 0 ? 0 : (100 * score.falsePages) / score.pages;
  const { medianMs, p95Ms, missed } = score;
  return {
    name: `bursts of ${formatMs(month.burstMs)}: ${contender.name}`,
    value: score.falsePages,
    unit: 'false pages',
    ratio: `${share.toFixed(1)} % of pages`,
    note: `to page: median ${formatMs(medianMs)}, p95 ${formatMs(p95Ms)}; ${missed} of ${world.outages.length} missed`,
  };
}
