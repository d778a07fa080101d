/** The CloudWatch namespace of everything that Vedette publishes. */
export const NAMESPACE = 'Vedette';

/** CloudWatch's own words (MetricDatum, Unit). */
export type MetricUnit = 'Count' | 'Count/Second' | 'Seconds' | 'Milliseconds' | 'Bytes' | 'Percent' | 'None';

interface MetricDefinition {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly dimensions: readonly ('Check' | 'Location' | 'Receiver')[];
  /** What it says, for dashboards and documentation. */
  readonly help: string;
}

/**
 * Every metric: written once, read by the sink, the alarms, the dashboards and the documentation. Each name with
 * its dimensions is billed, so a check has two unless it asks for more.
 */
export const METRICS = {
  failed: {
    name: 'Failed',
    unit: 'None',
    dimensions: ['Check', 'Location'],
    help: '1 when the verdict is failed, else 0',
  },
  degraded: {
    name: 'Degraded',
    unit: 'None',
    dimensions: ['Check', 'Location'],
    help: '1 when the verdict is degraded by slowness, else 0; only for checks with a degraded limit',
  },
  duration: {
    name: 'Duration',
    unit: 'Milliseconds',
    dimensions: ['Check', 'Location'],
    help: 'total of the first attempt, whenever the target answered and the figure is reliable',
  },
  firstAttemptFailed: {
    name: 'FirstAttemptFailed',
    unit: 'None',
    dimensions: ['Check', 'Location'],
    help: '1 when the first attempt failed, whatever a retry said; only for checks with a retry policy',
  },
  certificateDays: {
    name: 'CertificateDays',
    unit: 'None',
    dimensions: ['Check', 'Location'],
    help: 'days left of the certificate; only for checks that assert on it',
  },
  certificateExpiring: {
    name: 'CertificateExpiring',
    unit: 'None',
    dimensions: ['Check', 'Location'],
    help: '1 when a certificate was seen that expires sooner than asserted, else 0; only for checks that assert on it',
  },
  planned: { name: 'Planned', unit: 'Count', dimensions: ['Location'], help: 'probes that were due' },
  executed: {
    name: 'Executed',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'probes that came to a result',
  },
  errored: {
    name: 'Errored',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'results that are our own fault',
  },
  dropped: {
    name: 'Dropped',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'probes that came too late to be run',
  },
  undelivered: {
    name: 'Undelivered',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'datapoints that CloudWatch did not take and that went to the spool',
  },
  deadLetters: {
    name: 'DeadLetters',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'messages in the dead-letter queues',
  },
  reconciled: {
    name: 'Reconciled',
    unit: 'Count',
    dimensions: ['Location'],
    help: 'rounds in which the notifier compared what fires with what was told',
  },
  delivered: {
    name: 'Delivered',
    unit: 'Count',
    dimensions: ['Receiver'],
    help: 'notifications that a receiver took',
  },
  deliveryFailed: {
    name: 'DeliveryFailed',
    unit: 'Count',
    dimensions: ['Receiver'],
    help: 'notifications that a receiver did not take; they are tried again',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof METRICS;

/**
 * A number that a kind of check publishes beside the common ones, at each location. Its value is the measurement, or the
 * whole distribution, of the same key in a result's last attempt; a result without either says nothing.
 */
export interface KindMetric {
  /** As measurements are called: lower case, words joined by `_`. */
  readonly key: string;
  /** CloudWatch's name of it; the same name has the same unit in every kind. */
  readonly name: string;
  readonly unit: MetricUnit;
  /** What it says, for dashboards and documentation. */
  readonly help: string;
}

/** What a datum or an alarm is about: a metric of the table above, or a kind's own. */
export type Metric = MetricKey | KindMetric;

/** The name that a metric has in stores and queries of ours. */
export const keyOf = (metric: Metric): string => (typeof metric === 'string' ? metric : metric.key);

const OF_A_CHECK = ['Check', 'Location'] as const;

/** What CloudWatch knows of a metric. */
export const definitionOf = (metric: Metric): MetricDefinition =>
  typeof metric === 'string' ? METRICS[metric] : { ...metric, dimensions: OF_A_CHECK };

/** The metrics that a check has at each of its locations. */
export type CheckMetricKey = {
  [Key in MetricKey]: (typeof METRICS)[Key]['dimensions'] extends readonly ['Check', 'Location']
    ? Key
    : never;
}[MetricKey];

/** Seconds of a metric's resolution: 1 is what alarms with periods of 10, 20 and 30 s need. */
export type Resolution = 1 | 60;

/** One value of one metric. Dimension values follow the metric's own `dimensions`. */
export interface Datum {
  readonly metric: Metric;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** How often the value came: a whole distribution is one datum for each of its values. @default 1 */
  readonly count?: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly resolution: Resolution;
}

export const resolutionOf = ({ everyMs }: { everyMs: number }): Resolution => (everyMs < 60_000 ? 1 : 60);

/** A count of our own work at one location. */
export function selfDatum(metric: MetricKey, value: number, location: string, at: number): Datum {
  return { metric, dimensions: { Location: location }, value, at, resolution: 60 };
}
