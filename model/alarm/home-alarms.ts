import { type MetricAlarm, SELF_PREFIX } from './alarm.ts';
import { deadLetters, ownMetric, selfAlarm } from './self-alarms.ts';

/** The alarms on Vedette's telling, which there are once: that it goes on at all, and that each receiver takes it. */
export const homeAlarmsOf = ({ home, receivers, locations }: Home): MetricAlarm[] => [
  reconcile(home),
  // Where it is probed from home as well, that location's own alarm counts both.
  ...(locations.includes(home) ? [] : [deadLetters(home)]),
  ...receivers.map(undeliverable),
];

interface Home {
  readonly home: string;
  /** Names. */
  readonly receivers: readonly string[];
  /** Where probes run. */
  readonly locations: readonly string[];
}

const reconcile = (home: string): MetricAlarm =>
  selfAlarm({
    name: `${SELF_PREFIX}${home}/reconcile`,
    role: 'reconcile',
    of: { location: home },
    severity: 'critical',
    says: "Vedette's notifier does not run: what fires may not be told.",
    metrics: [ownMetric('m1', 'reconciled', { Location: home })],
    comparison: 'below',
    threshold: 1,
    missing: 'breaching',
  });

/** One failure is tried again and heals; five minutes of nothing but failures is somebody who is not reached. */
const FIVE_MINUTES = { failures: 5, of: 5 } as const;

const undeliverable = (receiver: string): MetricAlarm =>
  selfAlarm({
    name: `${SELF_PREFIX}${receiver}/undeliverable`,
    role: 'undeliverable',
    of: { receiver },
    severity: 'warning',
    says: 'This receiver does not take what it is told.',
    metrics: [ownMetric('m1', 'deliveryFailed', { Receiver: receiver })],
    comparison: 'above',
    threshold: 0,
    window: FIVE_MINUTES,
    missing: 'notBreaching',
  });
