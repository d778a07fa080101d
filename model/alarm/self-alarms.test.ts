import { expect, it } from 'vitest';
import { definitionOf } from '../metric.ts';
import { drillAlarmsOf } from './drill-alarms.ts';
import { homeAlarmsOf } from './home-alarms.ts';
import { selfAlarmsOf } from './self-alarms.ts';

const all = [
  ...selfAlarmsOf('eu-west-1'),
  ...homeAlarmsOf({ home: 'eu-west-1', receivers: ['slack', 'pager'], locations: ['eu-west-1'] }),
  ...drillAlarmsOf(['slack']),
];

it('read metrics by the dimensions under which they are published', () => {
  for (const { metric, dimensions } of all.flatMap(({ metrics }) => metrics))
    expect(Object.keys(dimensions)).toEqual(definitionOf(metric).dimensions);
});

it('are told, each by a name of its own, which ends in its role or its receiver', () => {
  expect(all.map(({ name }) => name)).toEqual([
    'vedette/self/eu-west-1/watchdog',
    'vedette/self/eu-west-1/errored',
    'vedette/self/eu-west-1/undelivered',
    'vedette/self/eu-west-1/dead-letters',
    'vedette/self/eu-west-1/reconcile',
    'vedette/self/slack/undeliverable',
    'vedette/self/pager/undeliverable',
    'vedette/self/drill/slack',
  ]);
  expect(all.every(({ isTold }) => isTold)).toBe(true);
});

const rolesOf = (chosen: typeof all) => chosen.map(({ role }) => role);

it('only that we see or tell nothing is critical, and only where nothing runs silence is the fault', () => {
  const grave = all.filter(({ severity }) => severity === 'critical');
  expect(rolesOf(grave)).toEqual(['watchdog', 'errored', 'reconcile']);
  const breaching = all.filter(({ missing }) => missing === 'breaching');
  expect(rolesOf(breaching)).toEqual(['watchdog', 'reconcile']);
});

it('a receiver that takes nothing for five minutes is a warning', () => {
  const slack = all.find(({ name }) => name === 'vedette/self/slack/undeliverable');
  expect(slack).toMatchObject({
    severity: 'warning',
    window: { failures: 5, of: 5 },
    comparison: 'above',
    threshold: 0,
    labels: { receiver: 'slack', role: 'undeliverable' },
  });
});

it('a drill says that it is one, and never begins by itself', () => {
  const [drill] = drillAlarmsOf(['slack']);
  expect(drill).toMatchObject({ comparison: 'below', threshold: 0, missing: 'notBreaching' });
  expect(drill?.metrics.map(({ statistic }) => statistic)).toEqual(['Sum']);
  expect(drill?.labels).toEqual({ drill: 'true', severity: 'info', receiver: 'slack', role: 'drill' });
  expect(drill?.description).toContain('This is a drill.');
});

it('dead letters at home are watched where nothing is probed from home, and once where it is', () => {
  const names = (locations: string[]) =>
    [
      ...locations.flatMap(selfAlarmsOf),
      ...homeAlarmsOf({ home: 'eu-west-1', receivers: [], locations }),
    ].filter(({ name }) => name === 'vedette/self/eu-west-1/dead-letters');
  expect(names(['us-east-1'])).toHaveLength(1);
  expect(names(['eu-west-1', 'us-east-1'])).toHaveLength(1);
});
