import type { MetricAlarm } from './alarm.ts';
import { ownMetric } from './self-alarms.ts';

/**
 * One alarm for each receiver that never fires by itself: `vedette drill` sets it to ALARM, and what follows takes the
 * whole road that a real one takes. A metric alarm, because CloudWatch takes it back to OK at its next look.
 */
export const drillAlarmsOf = (receivers: readonly string[]): MetricAlarm[] =>
  receivers.map((receiver) => ({
    type: 'metric',
    name: `vedette/self/drill/${receiver}`,
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
