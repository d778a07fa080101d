import { expect, it } from 'vitest';
import { selfAlarmsOf } from '../alarm/self-alarms.ts';
import { signalOf } from './signal.ts';

it('a signal has the time at which the state began, and the alarm’s own severity among its labels', () => {
  const [alarm] = selfAlarmsOf('eu-west-1');
  if (!alarm) throw new Error('there is no alarm');
  const event = {
    alarm: alarm.name,
    state: 'ALARM',
    previous: 'ALARM',
    at: 9,
    since: 5,
    reason: 'so',
    cause: 'missing',
    isActing: true,
  } as const;
  expect(signalOf(alarm, event)).toEqual({
    alarm: 'vedette/self/eu-west-1/watchdog',
    state: 'ALARM',
    at: 5,
    reason: 'so',
    cause: 'missing',
    labels: { ...alarm.labels, severity: 'critical' },
    description: alarm.description,
    arn: '',
    via: [],
  });
});
