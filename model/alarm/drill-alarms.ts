import type { Labels } from '../labels.ts';
import { type MetricAlarm, SELF_PREFIX } from './alarm.ts';
import { ownMetric } from './self-alarms.ts';

export const drillAlarmOf = (receiver: string): string => `${SELF_PREFIX}drill/${receiver}`;

/** Whether an alarm is a drill's, by its labels. */
export const isDrill = ({ role }: Labels): boolean => role === 'drill';

/**
 * One alarm for each receiver that never fires by itself: `vedette drill` sets it to ALARM, and what follows takes the
 * whole road that a real one takes. A metric alarm, because CloudWatch takes it back to OK at its next look.
 */
export const drillAlarmsOf = (receivers: readonly string[]): MetricAlarm[] =>
  receivers.map((receiver) => ({
    type: 'metric',
    name: drillAlarmOf(receiver),
    role: 'drill',
    severity: 'info',
    labels: { drill: 'true', severity: 'info', receiver, role: 'drill' },
    description: `**This is a drill.** \`vedette drill\` asks whether ${receiver} can be reached; nothing is wrong.`,
    isTold: true,
    metrics: [ownMetric('m1', 'deliveryFailed', { Receiver: receiver })],
    // A count is never below 0.
    comparison: 'below',
    threshold: 0,
    periodSeconds: 60,
    window: { failures: 1, of: 1 },
    missing: 'notBreaching',
    warmUpMinutes: 1,
  }));
