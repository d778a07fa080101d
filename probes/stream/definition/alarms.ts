import type { AlarmRequest } from '../../../model/alarm/request.ts';
import type { KindMetric } from '../../../model/metric.ts';
import type { StreamSpec } from './spec.ts';

/** What a watch of pushed data publishes; each is billed, so each is what an alarm or a board needs. */
const STREAM_METRICS = {
  tickRate: {
    key: 'tick_rate',
    name: 'TickRate',
    unit: 'Count/Second',
    help: 'ticks a second of all symbols together, over the time that was watched',
  },
  longestGap: {
    key: 'longest_gap',
    name: 'LongestGap',
    unit: 'Seconds',
    help: 'the longest time without a tick of any symbol; heartbeats and pings are none',
  },
  silentShare: {
    key: 'silent_share',
    name: 'SilentShare',
    unit: 'Percent',
    help: 'share of the wanted symbols that have been silent for longer than their limit; only where symbols are wanted',
  },
  latency: {
    key: 'latency',
    name: 'Latency',
    unit: 'Milliseconds',
    help: 'from the event to its arrival, as the two clocks say, of every tick; only where ticks have a time',
  },
  lost: {
    key: 'lost_updates',
    name: 'LostUpdates',
    unit: 'Count',
    help: 'updates that a jump of a sequence says never came; only where ticks have a sequence',
  },
} as const satisfies Record<string, KindMetric>;

/** What a stream publishes: what cannot come to a value is not paid for. */
export function streamMetrics({ symbols, ticks }: StreamSpec): KindMetric[] {
  const { tickRate, longestGap, silentShare, latency, lost } = STREAM_METRICS;
  return [
    tickRate,
    longestGap,
    ...(symbols.length > 0 ? [silentShare] : []),
    ...(ticks.fields.time ? [latency] : []),
    ...(ticks.fields.sequence ? [lost] : []),
  ];
}

const WINDOW = { failures: 2, of: 3 } as const;

/** Above it every tick that comes is old: the pipeline is behind, whatever it sends. Milliseconds. */
const LAG_MS = 30_000;

/** Symbols that are silent above this share are worth a look in hours of work, in percent. */
const COVERAGE_GAP = 1;

/** The alarms that a stream has by default. While its market is closed, or nobody answers, there is no value: neither is silence. */
export function streamAlarms({ limits }: StreamSpec): AlarmRequest[] {
  const { gapMs, tolerate } = limits;
  const { longestGap, silentShare, latency } = STREAM_METRICS;
  const shared = { window: WINDOW, missing: 'notBreaching', statistic: 'Maximum' } as const;
  const critical = { ...shared, severity: 'critical', comparison: 'above' } as const;
  const percent = Math.round(tolerate * 10_000) / 100;
  return [
    {
      ...critical,
      role: 'silent',
      metric: longestGap,
      comparison: 'atLeast',
      threshold: gapMs / 1_000,
      says: `had no tick of any symbol for ${gapMs / 1_000} s or longer in 2 of the last 3 runs`,
    },
    {
      ...critical,
      role: 'silent-share',
      metric: silentShare,
      threshold: percent,
      says: `had more than ${percent} % of its symbols silent in 2 of the last 3 runs`,
    },
    {
      ...critical,
      role: 'lag',
      metric: latency,
      // The smallest: symbols that are late alone are told by the verdict, and a snapshot must not page.
      statistic: 'Minimum',
      threshold: LAG_MS,
      says: `gave nothing younger than ${LAG_MS / 1_000} s in 2 of the last 3 runs`,
    },
    ...(percent > COVERAGE_GAP
      ? [
          {
            ...shared,
            role: 'coverage',
            metric: silentShare,
            comparison: 'above',
            threshold: COVERAGE_GAP,
            severity: 'warning',
            says: `had more than ${COVERAGE_GAP} % of its symbols silent in 2 of the last 3 runs`,
          } as const,
        ]
      : []),
  ];
}
