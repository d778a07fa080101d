import { expect, test } from 'vitest';
import type { CompositeAlarm } from './alarm.ts';
import { actionsOf } from './fan-out.ts';
import { selfAlarmsOf } from './self-alarms.ts';

const [watchdog] = selfAlarmsOf('eu-west-1');
if (!watchdog) throw new Error('there is no watchdog');

const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index + 1}`);

test.each([
  ['nobody', 0, [0]],
  ['five', 5, [5]],
  ['six', 6, [5, 1]],
  ['eleven', 11, [5, 5, 1]],
])('%s: every receiver is spoken to once, by five at most', (_, count, sizes) => {
  const spoken = actionsOf(watchdog, named(count));
  expect(spoken.map(({ receivers }) => receivers.length)).toEqual(sizes);
  expect(spoken.flatMap(({ receivers }) => receivers)).toEqual(named(count));
  expect(spoken[0]?.alarm).toBe(watchdog);
});

test('who speaks for an alarm is in ALARM when it is, and matches what it matches', () => {
  const [, second, third] = actionsOf(watchdog, named(11));
  const name = 'vedette/self/eu-west-1/watchdog';
  expect([second?.alarm.name, third?.alarm.name]).toEqual([`${name}/fan-out-2`, `${name}/fan-out-3`]);
  expect(second?.alarm).toMatchObject({
    type: 'composite',
    isTold: true,
    role: 'watchdog',
    severity: 'critical',
    labels: { ...watchdog.labels, speaksFor: name },
    description: watchdog.description,
    rule: { inAlarm: name },
  });
});

test('it is silent under the same suppressor', () => {
  const { role, severity, labels, description } = watchdog;
  const suppressedBy = { alarm: 'vedette/gateway/failed', waitSeconds: 60, extensionSeconds: 60 };
  const composite: CompositeAlarm = {
    ...{ role, severity, labels, description, isTold: true, suppressedBy },
    type: 'composite',
    name: 'vedette/a/failed/told',
    rule: { inAlarm: 'vedette/a/failed' },
  };
  expect(actionsOf(composite, named(6))[1]?.alarm).toMatchObject({
    rule: { inAlarm: 'vedette/a/failed/told' },
    suppressedBy,
  });
});

test('an alarm that is not told speaks to nobody', () => {
  expect(actionsOf({ ...watchdog, isTold: false }, named(11))).toEqual([
    { alarm: { ...watchdog, isTold: false }, receivers: [] },
  ]);
});
