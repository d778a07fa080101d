import type { Check } from '../../../model/check.ts';
import { percentileOf } from '../../../model/distribution.ts';
import { LOCAL } from '../../../model/location.ts';
import type { KindMetric } from '../../../model/metric.ts';
import type { MeasuredPhase } from '../../../model/phase.ts';
import { type Attempt, isUp, type Result } from '../../../model/result.ts';
import type { Family, Sample, SampleLabels } from './exposition.ts';

/** What one metric reads from a result: none, one, or several values, each with labels of its own. */
interface ProbeMetric extends Omit<Family, 'type' | 'samples'> {
  /** The kinds that it is measured for. @default all */
  readonly kinds?: readonly string[];
  readonly read: (result: Result, last: Attempt) => readonly Sample[];
}

const HTTP_KINDS: readonly string[] = ['http', 'api'];

const one = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ labels: {}, value }]);

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(9));

/** The phases of a result under other names, in seconds; those that were not reached are left out. */
const phases =
  (names: Readonly<Partial<Record<MeasuredPhase, string>>>) =>
  (result: Result): Sample[] =>
    Object.entries(names).flatMap(([measured, phase]) => {
      const ms = result.phases[measured as MeasuredPhase];
      return ms === undefined ? [] : [{ labels: { phase }, value: seconds(ms) }];
    });

const DAY_SECONDS = 86_400;

function expiryOf(last: Attempt): number | undefined {
  const { certificate_days: leaf, chain_days: chain } = last.measurements;
  const days = [leaf, chain].filter((value) => value !== undefined);
  if (days.length === 0) return undefined;
  return Math.round(Date.parse(last.startedAt) / 1_000 + Math.min(...days) * DAY_SECONDS);
}

/**
 * What the latest result of a check says. Names and meanings are blackbox_exporter's (0.25) where it has one; only what
 * was truly measured is told. Durations are the first attempt's, everything else the last one's, as in the result.
 */
const PROBE_METRICS: readonly ProbeMetric[] = [
  {
    name: 'probe_success',
    help: 'Whether the target answered as it should: 1 for passed and degraded, 0 for failed',
    read: ({ state }) => one(Number(isUp(state))),
  },
  {
    name: 'probe_duration_seconds',
    help: 'How long the probe took',
    unit: 'seconds',
    read: (result) => one(result.phases.total === undefined ? undefined : seconds(result.phases.total)),
  },
  {
    name: 'probe_dns_lookup_time_seconds',
    help: 'How long it took to resolve the name of the target',
    unit: 'seconds',
    read: ({ phases: { dns } }) => one(dns === undefined ? undefined : seconds(dns)),
  },
  {
    name: 'probe_http_duration_seconds',
    help: 'How long each phase of the request took, summed over redirects and steps',
    unit: 'seconds',
    kinds: HTTP_KINDS,
    read: phases({
      dns: 'resolve',
      connect: 'connect',
      tls: 'tls',
      ttfb: 'processing',
      transfer: 'transfer',
    }),
  },
  {
    name: 'probe_http_status_code',
    help: 'Status of the last answer',
    kinds: HTTP_KINDS,
    read: (_, { measurements }) => one(measurements.status),
  },
  {
    name: 'probe_http_redirects',
    help: 'Redirects that were followed',
    kinds: HTTP_KINDS,
    read: (_, { measurements }) => one(measurements.redirects),
  },
  {
    name: 'probe_http_uncompressed_body_length',
    help: 'Bytes of the body, decoded',
    kinds: HTTP_KINDS,
    read: (_, { measurements }) => one(measurements.bytes),
  },
  {
    name: 'probe_http_ssl',
    help: 'Whether the last answer came over TLS',
    kinds: HTTP_KINDS,
    read: (_, { measurements: { status, certificate_days } }) =>
      one(status === undefined ? undefined : Number(certificate_days !== undefined)),
  },
  {
    name: 'probe_ssl_earliest_cert_expiry',
    help: 'When the certificate expires, seconds since the epoch; of a tls check the first of its chain to expire',
    read: (_, last) => one(expiryOf(last)),
  },
  {
    name: 'probe_dns_duration_seconds',
    help: 'How long each phase of the question took',
    unit: 'seconds',
    kinds: ['dns'],
    read: phases({ connect: 'connect', ttfb: 'request' }),
  },
  {
    name: 'probe_dns_answer_rrs',
    help: 'Records in the answer',
    kinds: ['dns'],
    read: (_, { measurements }) => one(measurements.answers),
  },
  {
    name: 'vedette_phase_duration_seconds',
    help: 'How long each phase of the probe took, in our own names, for every kind',
    unit: 'seconds',
    read: phases({
      dns: 'dns',
      connect: 'connect',
      tls: 'tls',
      ttfb: 'ttfb',
      transfer: 'transfer',
      total: 'total',
    }),
  },
];

/** What is told of a distribution: its percentiles, by the label `of`. */
const PERCENTILES = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

/** A kind's own metrics: `vedette_<kind>_<key>`, in seconds where they are durations. */
const kindMetricsOf = ({ kind, metrics }: Check): ProbeMetric[] =>
  metrics.map((metric) => ({
    ...nameOf(kind, metric),
    help: metric.help,
    kinds: [kind],
    read: (_, last) => samplesOf(metric, last),
  }));

function nameOf(kind: string, { key, unit }: KindMetric): Pick<ProbeMetric, 'name' | 'unit'> {
  const name = `vedette_${kind}_${key}`;
  return unit in IN_SECONDS ? { name: `${name}_seconds`, unit: 'seconds' } : { name };
}

const IN_SECONDS: Readonly<Record<string, number>> = { Seconds: 1, Milliseconds: 1_000 };

function samplesOf({ key, unit }: KindMetric, { measurements, distributions }: Attempt): Sample[] {
  const told = (value: number): number => Number((value / (IN_SECONDS[unit] ?? 1)).toFixed(9));
  const spread = distributions?.[key];
  if (!spread) return one(measurements[key]).map(({ labels, value }) => ({ labels, value: told(value) }));
  return Object.entries(PERCENTILES).flatMap(([of, share]) =>
    one(percentileOf(spread, share)).map(({ value }) => ({ labels: { of }, value: told(value) })),
  );
}

/** Each once, whichever check has it. */
function familiesOf(checks: readonly Check[]): readonly ProbeMetric[] {
  const own = checks.flatMap(kindMetricsOf);
  return [...PROBE_METRICS, ...new Map(own.map((metric) => [metric.name, metric])).values()];
}

/** Those that say whose a sample is, in their order. */
export const labelsOf = ({ id, kind, target, labels }: Check, result: Result | undefined): SampleLabels => ({
  check: id,
  kind,
  target,
  location: result?.location ?? LOCAL,
  severity: labels.severity,
  team: labels.team,
  category: labels.category,
});

/** The metrics of the latest results. An errored one is our own fault and says nothing of its target. */
export function probeFamilies(checks: readonly Check[], latest: ReadonlyMap<string, Result>): Family[] {
  const judged = checks.flatMap((check) => {
    const result = latest.get(check.id);
    const last = result?.attempts.at(-1);
    return result && last && result.state !== 'errored'
      ? [{ kind: check.kind, labels: labelsOf(check, result), result, last }]
      : [];
  });
  return familiesOf(checks).map(({ kinds, read, ...family }) => ({
    ...family,
    type: 'gauge',
    samples: judged
      .filter(({ kind }) => !kinds || kinds.includes(kind))
      .flatMap(({ labels, result, last }) =>
        read(result, last).map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
      ),
  }));
}
