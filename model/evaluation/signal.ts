import type { Alarm } from '../alarm/alarm.ts';
import type { Signal } from '../incident/incident.ts';
import type { AlarmEvent } from './evaluator.ts';

/** What CloudWatch says by an event of the evaluator, where there is neither an account nor a topic. */
export const signalOf = (
  { name, labels, severity, description }: Alarm,
  { state, since, reason, cause }: AlarmEvent,
): Signal => ({
  alarm: name,
  state,
  at: since,
  reason,
  cause,
  labels: { ...labels, severity },
  description,
  arn: '',
  via: [],
});
