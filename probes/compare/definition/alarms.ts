import type { AlarmRequest } from '../../../model/alarm/request.ts';
import type { KindMetric } from '../../../model/metric.ts';
import type { CompareSpec } from './spec.ts';

const METRICS = {
  ageDifference: {
    key: 'age_difference',
    name: 'AgeDifference',
    unit: 'Seconds',
    help: 'how far the last source is behind the first, of each symbol: one metric for all of them',
  },
  behindShare: {
    key: 'behind_share',
    name: 'BehindShare',
    unit: 'Percent',
    help: 'share of the symbols of which a source is behind another by more than the limit',
  },
  divergence: {
    key: 'divergence',
    name: 'Divergence',
    unit: 'None',
    help: 'how far prices are apart, of each symbol, in basis points',
  },
  divergentShare: {
    key: 'divergent_share',
    name: 'DivergentShare',
    unit: 'Percent',
    help: 'share of the symbols whose prices are apart by more than the limit',
  },
  onlyOne: {
    key: 'only_one',
    name: 'OnlyOne',
    unit: 'Count',
    help: 'symbols that a source lacks which another has',
  },
} as const satisfies Record<string, KindMetric>;

export const compareMetrics = (): readonly KindMetric[] => Object.values(METRICS);

const WINDOW = { failures: 2, of: 3 } as const;

/** What speaks by default: numbers that are there only in session and when every source answered. */
export function compareAlarms({ limits }: CompareSpec): readonly AlarmRequest[] {
  const tolerated = Math.round(limits.tolerate * 10_000) / 100;
  const always = {
    window: WINDOW,
    missing: 'notBreaching',
    statistic: 'Maximum',
    comparison: 'above',
  } as const;
  return [
    {
      ...always,
      role: 'behind',
      metric: METRICS.behindShare,
      severity: 'critical',
      threshold: tolerated,
      says: `had one source behind another in more than ${tolerated} % of the symbols in 2 of the last 3 runs`,
    },
    {
      ...always,
      role: 'divergence',
      metric: METRICS.divergentShare,
      severity: 'critical',
      threshold: tolerated,
      says: `had prices apart in more than ${tolerated} % of the symbols in 2 of the last 3 runs`,
    },
    {
      ...always,
      role: 'only-one',
      metric: METRICS.onlyOne,
      severity: 'warning',
      threshold: 0,
      says: 'had symbols that one source lacks in 2 of the last 3 runs',
    },
  ];
}
