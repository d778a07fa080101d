import { definitionOf, type MetricKey } from '../metric.ts';
import { type AlarmMetric, type MetricAlarm, SELF_PREFIX } from './alarm.ts';

const WINDOW = { failures: 2, of: 3 } as const;
const WARM_UP_MINUTES = 5;

type Judged = Pick<
  MetricAlarm,
  'severity' | 'metrics' | 'expression' | 'comparison' | 'threshold' | 'missing'
>;

interface SelfAlarm extends Judged {
  readonly name: string;
  readonly role: string;
  /** Where, or whom it is about: its label's name and value. */
  readonly of: Readonly<Record<string, string>>;
  readonly says: string;
  readonly window?: MetricAlarm['window'];
}

/** An alarm on Vedette itself, minute by minute. */
export function selfAlarm({ of, says, window = WINDOW, ...alarm }: SelfAlarm): MetricAlarm {
  const names = alarm.metrics.map(({ metric }) => definitionOf(metric).name);
  const { severity, role } = alarm;
  return {
    type: 'metric',
    isTold: true,
    labels: { severity, category: 'infrastructure', team: 'vedette', role, ...of },
    description: `**Vedette itself** at ${Object.values(of).join(', ')}: ${says}\n\nMetrics: \`${names.join('`, `')}\``,
    periodSeconds: 60,
    window,
    warmUpMinutes: WARM_UP_MINUTES,
    ...alarm,
  };
}

/** A metric with one dimension, added up over the minute. */
export const ownMetric = (
  id: string,
  metric: MetricKey,
  dimensions: Readonly<Record<string, string>>,
): AlarmMetric => ({ id, metric, dimensions, statistic: 'Sum' });

/** The share of planned probes that must come to a result; below it, it is Vedette that is down. */
const EXECUTED_SHARE = 0.9;

/** The alarms on Vedette's probing at one location. */
export const selfAlarmsOf = (location: string): MetricAlarm[] => [
  watchdog(location),
  errored(location),
  undelivered(location),
  deadLetters(location),
];

const at = (location: string, role: string) => ({
  name: `${SELF_PREFIX}${location}/${role}`,
  role,
  of: { location },
});

const watchdog = (location: string): MetricAlarm =>
  selfAlarm({
    ...at(location, 'watchdog'),
    severity: 'critical',
    says: `Fewer than ${EXECUTED_SHARE * 100} % of the planned probes came to a result, or nothing was planned at all.`,
    metrics: [
      ownMetric('planned', 'planned', { Location: location }),
      ownMetric('executed', 'executed', { Location: location }),
    ],
    expression: 'IF(planned > 0, FILL(executed, 0) / planned, 1)',
    comparison: 'below',
    threshold: EXECUTED_SHARE,
    missing: 'breaching',
  });

const errored = (location: string): MetricAlarm =>
  selfAlarm({
    ...at(location, 'errored'),
    severity: 'critical',
    says: 'More than half of the results are errored: the probes themselves are broken, and see nothing of their targets.',
    metrics: [
      ownMetric('executed', 'executed', { Location: location }),
      ownMetric('errored', 'errored', { Location: location }),
    ],
    expression: 'IF(executed > 0, errored / executed, 0)',
    comparison: 'above',
    threshold: 0.5,
    missing: 'notBreaching',
  });

const undelivered = (location: string): MetricAlarm =>
  selfAlarm({
    ...at(location, 'undelivered'),
    severity: 'warning',
    says: 'CloudWatch does not take our datapoints; they wait in the spool.',
    metrics: [ownMetric('m1', 'undelivered', { Location: location })],
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
  });

export const deadLetters = (location: string): MetricAlarm =>
  selfAlarm({
    ...at(location, 'dead-letters'),
    severity: 'warning',
    says: 'Messages that nobody could handle lie in a dead-letter queue.',
    metrics: [{ ...ownMetric('m1', 'deadLetters', { Location: location }), statistic: 'Maximum' }],
    comparison: 'above',
    threshold: 0,
    missing: 'notBreaching',
  });
