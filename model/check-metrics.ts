import type { Assertion } from './assertion/assertion.ts';
import type { Check } from './check.ts';
import { type CheckMetricKey, type Datum, type KindMetric, type Metric, resolutionOf } from './metric.ts';
import { isUp, type Result } from './result.ts';

/** Whether a check can be degraded at all: without a limit it costs no metric and no alarm. */
export const canDegrade = ({ thresholds, degrades }: Pick<Check, 'thresholds' | 'degrades'>): boolean =>
  thresholds.degraded.length > 0 || degrades;

/** Whether an assertion is about the time that a certificate has left. */
export const isAboutExpiry = ({ source }: Pick<Assertion, 'source'>): boolean =>
  source === 'certificate' || source === 'chain';

/** The metrics that a check publishes, by key: what it costs, and what alarms can be built on. */
export function metricsOf(check: Check): Metric[] {
  return [...commonMetricsOf(check), ...check.metrics];
}

function commonMetricsOf(check: Check): CheckMetricKey[] {
  return [
    'failed',
    'duration',
    ...(canDegrade(check) ? (['degraded'] as const) : []),
    ...(check.retry === 'none' ? [] : (['firstAttemptFailed'] as const)),
    ...(check.expect.some(({ source }) => source === 'certificate') ? (['certificateDays'] as const) : []),
    ...(check.watchesExpiry ? (['certificateExpiring'] as const) : []),
  ];
}

/**
 * What a result says in numbers. An errored result says nothing of the target: it is counted in `errored`, and
 * the target's own series stay without a value. They carry the time at which the probe was due, so that a check
 * has exactly one value in each of its periods.
 */
export function datumsOf(check: Check, result: Result): Datum[] {
  const at = Date.parse(result.scheduledAt);
  const dimensions = { Check: result.check, Location: result.location };
  const resolution = resolutionOf(check);
  const common = commonMetricsOf(check).flatMap((metric) => {
    const value = VALUE_OF[metric](result);
    return value === undefined ? [] : [{ metric, dimensions, value, at, resolution }];
  });
  const own = check.metrics.flatMap((metric) =>
    valuesOf(metric, result).map((value) => ({ metric, dimensions, ...value, at, resolution })),
  );
  return [...common, ...own];
}

/** What a result says of a kind's own metric. An errored one says nothing of its target. */
function valuesOf({ key }: KindMetric, { state, attempts }: Result): Pick<Datum, 'value' | 'count'>[] {
  const last = attempts.at(-1);
  if (state === 'errored' || !last) return [];
  const distribution = last.distributions?.[key];
  if (distribution) return distribution.map(([value, count]) => ({ value, count }));
  const value = last.measurements[key];
  return value === undefined ? [] : [{ value }];
}

/** The value of each per-check metric in a result; `undefined` when the result does not tell it. */
const VALUE_OF: Record<CheckMetricKey, (result: Result) => number | undefined> = {
  failed: ({ state }) => (state === 'errored' ? undefined : Number(state === 'failed')),
  degraded: ({ state, reason }) =>
    state === 'errored' ? undefined : Number(state === 'degraded' && reason !== 'certificate_expiring'),
  duration: ({ attempts: [first] }) =>
    first && isUp(first.state) && !first.unreliable ? first.phases.total : undefined,
  firstAttemptFailed: ({ attempts: [first] }) =>
    first && first.state !== 'errored' ? Number(first.state === 'failed') : undefined,
  certificateDays: ({ attempts }) => attempts.at(-1)?.measurements.certificate_days,
  certificateExpiring: ({ attempts }) => {
    const seen = attempts.at(-1)?.assertions.filter(isAboutExpiry) ?? [];
    // Before there was a certificate to judge nobody can say: neither 0 nor 1 would be true.
    return seen.length === 0
      ? undefined
      : Number(seen.some(({ reason }) => reason === 'certificate_expiring'));
  },
};
