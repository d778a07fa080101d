import type { AssertionOutcome } from '../assertion/assertion.ts';
import { type Distribution, distributionOf, percentileOf } from '../distribution.ts';
import { thousandths } from '../thousandths.ts';
import type { Watched } from './stream-findings.ts';

interface StreamMeasurements {
  readonly measurements: Readonly<Record<string, number>>;
  readonly distributions: Readonly<Record<string, Distribution>>;
}

/** The numbers of a watch. What our own delay made doubtful is not among them, so that no alarm is built on it. */
export function streamMeasurements(
  watched: Watched,
  findings: readonly AssertionOutcome[],
  everyMs: number,
): StreamMeasurements {
  const { flow } = watched;
  const doubtful = new Set(
    findings.filter(({ verdict }) => verdict === 'unreliable').map(({ source }) => source),
  );
  const perSecond = [...flow.symbols.values()].map(({ ticks }) =>
    thousandths((ticks * 1_000) / flow.watchedMs),
  );
  return {
    measurements: {
      ...countsOf(watched, everyMs),
      ...clocksOf(watched),
      ...(watched.isSettled ? silenceOf(watched, doubtful.has('gap')) : {}),
      ...(doubtful.has('latency') ? {} : latencyOf(flow.latency)),
    },
    distributions: {
      ...(flow.latency.length > 0 && !doubtful.has('latency') && { latency: flow.latency }),
      ...(perSecond.length > 0 && { ticks_per_second: distributionOf(perSecond) }),
    },
  };
}

function countsOf(watched: Watched, everyMs: number): Record<string, number> {
  const { flow, messages, heartbeats, signs, malformed, busyShare } = watched;
  const { watchedMs, ticks, isFirst, firstTickMs, lost, wentBack } = flow;
  return {
    window_ms: Math.round(watchedMs),
    window_share: thousandths((100 * watchedMs) / everyMs),
    messages,
    ticks,
    heartbeats,
    pings: signs,
    malformed,
    lost_updates: lost,
    sequence_back: wentBack,
    tick_rate: thousandths((ticks * 1_000) / watchedMs),
    ...(isFirst && firstTickMs !== undefined && { first_tick_ms: thousandths(firstTickMs) }),
    busy_share: thousandths(100 * busyShare),
  };
}

const clocksOf = ({ clock }: Watched): Record<string, number> =>
  clock ? { clock_offset: Math.round(clock.offsetMs), clock_error: Math.round(clock.errorMs) } : {};

function silenceOf({ flow, silent, wanted }: Watched, isGapDoubtful: boolean): Record<string, number> {
  return {
    ...(!isGapDoubtful && { longest_gap: thousandths(flow.longestGapMs / 1_000) }),
    ...(wanted > 0 && {
      silent_symbols: silent.length,
      silent_share: thousandths((100 * silent.length) / wanted),
    }),
  };
}

function latencyOf(latency: Distribution): Record<string, number> {
  const told = { latency_p50: 0.5, latency_p95: 0.95, latency_p99: 0.99 };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, share]) => {
      const value = percentileOf(latency, share);
      return value === undefined ? [] : [[name, thousandths(value)]];
    }),
  );
}
