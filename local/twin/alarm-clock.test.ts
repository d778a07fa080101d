import { describe, expect, it } from 'vitest';
import type { CompositeAlarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import type { Datum } from '../../model/metric.ts';
import type { AlarmChangeKept } from '../store/archive.ts';
import { AlarmClock } from './alarm-clock.ts';

const HEAD = { severity: 'warning', labels: {}, description: '', isTold: true, role: 'failed' } as const;

const alarm: MetricAlarm = {
  ...HEAD,
  type: 'metric',
  name: 'vedette/quote/failed',
  metrics: [
    {
      id: 'm1',
      metric: 'failed',
      dimensions: { Check: 'quote', Location: 'eu-west-1' },
      statistic: 'Maximum',
    },
  ],
  comparison: 'atLeast',
  threshold: 1,
  periodSeconds: 10,
  window: { failures: 2, of: 3 },
  missing: 'breaching',
  warmUpMinutes: 1,
};

const NOON = Date.parse('2026-11-22T12:00:00Z');
const at = (seconds: number) => NOON + seconds * 1_000;

const datum = (value: 0 | 1, seconds: number): Datum => ({
  metric: 'failed',
  dimensions: { Check: 'quote', Location: 'eu-west-1' },
  value,
  at: at(seconds),
  resolution: 1,
});

interface Begun {
  readonly before?: readonly AlarmChangeKept[];
  readonly recall?: (now: number) => readonly Datum[];
  readonly alarms?: readonly (MetricAlarm | CompositeAlarm)[];
}

const clockAt = (seconds: number, { before = [], recall = () => [], alarms = [alarm] }: Begun = {}) =>
  new AlarmClock({ alarms, silence: () => undefined, recall, before, now: at(seconds) });

/** What happens from one second to another, when a datapoint comes in each period or none. */
function course(clock: AlarmClock, from: number, to: number, value?: 0 | 1) {
  const events = [];
  for (let second = from; second < to; second += 10) {
    if (value !== undefined) clock.put([datum(value, second)]);
    events.push(...clock.advance(at(second + 10)));
  }
  return events.map((event) => `${(event.at - NOON) / 1_000}s ${event.alarm} ${event.state}`);
}

const wasInAlarm: AlarmChangeKept = {
  alarm: alarm.name,
  state: 'ALARM',
  at: at(-60),
  reason: 'Threshold Crossed: 2 out of the last 3 datapoints ...',
};

describe('the alarm clock', () => {
  it('speaks as soon as it has the values that an alarm asks for', () => {
    expect(course(clockAt(0), 0, 60, 1)).toEqual([`20s ${alarm.name} ALARM`]);
  });

  it('does not take for missing what nobody measured before it began, and does what is missing since', () => {
    const clock = clockAt(0);
    expect(course(clock, 0, 10, 0)).toEqual([`10s ${alarm.name} OK`]);
    expect(course(clock, 10, 60)).toEqual([`50s ${alarm.name} ALARM`]);
  });

  it('goes on with the state in which it was left, and says nothing twice', () => {
    const clock = clockAt(0, { before: [wasInAlarm] });
    expect(course(clock, 0, 30, 1)).toEqual([]);
    expect(clock.standingOf(alarm.name)).toMatchObject({ state: 'ALARM', since: at(-60), cause: 'breached' });
    expect(course(clock, 30, 60, 0)).toEqual([`50s ${alarm.name} OK`]);
  });

  it('goes on with the datapoints that are remembered', () => {
    const recall = () => [datum(0, -30), datum(0, -20), datum(1, -10)];
    expect(course(clockAt(0, { recall }), 0, 10, 1)).toEqual([`10s ${alarm.name} ALARM`]);
  });

  it.each([
    ['an hour ahead', 3_600],
    ['an hour back', -3_600],
  ])('a leap of the clock %s is nothing that went missing', (_name, leap) => {
    const clock = clockAt(0);
    course(clock, 0, 60, 0);
    expect(course(clock, 60 + leap, 90 + leap, 0)).toEqual([]);
    expect(course(clock, 90 + leap, 110 + leap, 1)).toEqual([`${110 + leap}s ${alarm.name} ALARM`]);
    expect(clock.standingOf(alarm.name)?.state).toBe('ALARM');
  });

  it('what happens after the clock was set back is still later than what happened before', () => {
    const clock = clockAt(0, { before: [{ ...wasInAlarm, at: at(0) }] });
    course(clock, -3_600, -3_550, 0);
    expect(clock.standingOf(alarm.name)).toMatchObject({ state: 'OK', since: at(0) + 1 });
  });

  it('what a suppressor held back when it was left, it goes on to hold back', () => {
    const watchdog = { ...alarm, name: 'vedette/self/watchdog' };
    const composite: CompositeAlarm = {
      ...HEAD,
      type: 'composite',
      name: 'vedette/quote/composite',
      rule: { inAlarm: alarm.name },
      suppressedBy: { alarm: watchdog.name, waitSeconds: 60, extensionSeconds: 60 },
    };
    const inAlarm = (name: string) => ({ ...wasInAlarm, alarm: name });
    const before = [alarm.name, watchdog.name, composite.name].map(inAlarm);
    const clock = clockAt(0, { alarms: [alarm, watchdog, composite], before });
    expect(clock.standingOf(composite.name)?.isSuppressed).toBe(true);
  });
});
