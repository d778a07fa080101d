import type { AlarmRequest } from '../../../model/alarm/request.ts';
import type { Settings } from '../../../model/check.ts';
import { formatMs } from '../../../model/duration.ts';
import { percentOf } from '../../../model/market/finding.ts';
import type { KindMetric } from '../../../model/metric.ts';
import type { FreshnessSpec } from './spec.ts';

/** Every number that a freshness check may publish, while its market is open. */
const METRICS = {
  staleness: {
    key: 'staleness',
    name: 'Staleness',
    unit: 'Seconds',
    help: 'age of each symbol in session time: one metric for all of them, whose percentiles are true',
  },
  staleCount: {
    key: 'stale_count',
    name: 'StaleCount',
    unit: 'Count',
    help: 'symbols that are older than their limit',
  },
  staleShare: {
    key: 'stale_share',
    name: 'StaleShare',
    unit: 'Percent',
    help: 'share of the symbols that are older than their limit',
  },
  missingCount: {
    key: 'missing_count',
    name: 'MissingCount',
    unit: 'Count',
    help: 'symbols that are wanted and not there',
  },
  coverage: {
    key: 'coverage',
    name: 'Coverage',
    unit: 'Percent',
    help: 'share of the wanted symbols that are there',
  },
  lag: {
    key: 'lag',
    name: 'Lag',
    unit: 'Seconds',
    help: 'age of the newest symbol: how far the pipeline is behind, of several markets the worst; not in an opening’s grace',
  },
  named: {
    key: 'named_staleness',
    name: 'NamedStaleness',
    unit: 'Seconds',
    help: 'age of the oldest of the named symbols, not in an opening’s grace; only for checks that name some',
  },
  calls: {
    key: 'calls',
    name: 'Calls',
    unit: 'Count',
    help: 'requests that were made of the provider; only for checks with a quota a day',
  },
} as const satisfies Record<string, KindMetric>;

/** What a check publishes: what cannot come to a value is not paid for. */
export function freshnessMetrics({ limits, rows, quota }: FreshnessSpec): readonly KindMetric[] {
  const isMany = rows.source !== 'feed';
  return [
    METRICS.staleness,
    ...(isMany ? [METRICS.staleCount, METRICS.staleShare, METRICS.missingCount, METRICS.coverage] : []),
    ...(limits.lagMs === false || !isMany ? [] : [METRICS.lag]),
    ...(limits.named.length > 0 ? [METRICS.named] : []),
    ...(quota.callsPerDay === undefined ? [] : [METRICS.calls]),
  ];
}

const MINUTE_MS = 60_000;

/** Every run of a minute; of a check that runs less often, the one. */
function forAMinute({ everyMs }: Settings): AlarmRequest['window'] {
  const runs = Math.max(1, Math.ceil(MINUTE_MS / everyMs));
  return { failures: runs, of: runs };
}

/** What speaks by default: numbers that are there only in session, so that a closed market is silent. */
export function freshnessAlarms({ limits }: FreshnessSpec, settings: Settings): readonly AlarmRequest[] {
  const always = { missing: 'notBreaching', window: forAMinute(settings) } as const;
  const isAbove = { ...always, statistic: 'Maximum', comparison: 'above', severity: 'critical' } as const;
  const tolerated = percentOf(limits.tolerate);
  const covered = percentOf(limits.coverage);
  const lagMs = limits.lagMs || 0;
  return [
    {
      ...isAbove,
      role: 'stale',
      metric: METRICS.staleShare,
      threshold: tolerated,
      says: `has been stale in more than ${tolerated} % of its symbols for a minute`,
    },
    {
      ...isAbove,
      role: 'named',
      metric: METRICS.named,
      threshold: limits.namedMs / 1_000,
      says: `has a named symbol (${limits.named.slice(0, 3).join(', ')}) that is older than ${formatMs(limits.namedMs)}`,
    },
    {
      ...isAbove,
      role: 'lag',
      metric: METRICS.lag,
      threshold: lagMs / 1_000,
      says: `is behind by more than ${formatMs(lagMs)}: nothing newer comes through its pipeline`,
    },
    {
      ...always,
      role: 'coverage',
      metric: METRICS.coverage,
      statistic: 'Minimum',
      comparison: 'below',
      severity: 'warning',
      threshold: covered,
      says: `lacks symbols: less than ${covered} % of those that are wanted are there`,
    },
  ];
}
