import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { http } from '../../index.ts';
import { CompositeStack } from '../../lib/stacks/composite-stack.ts';
import type { Alarm } from '../../model/alarm/alarm.ts';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { LOCATIONS } from '../../model/location.ts';
import { label } from '../../model/route/matcher.ts';
import type { Silence } from '../../model/route/route.ts';
import { checksOf } from '../checks.ts';
import { emptyApp } from './scratch.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';

const definitions = [
  http('gateway', { url, labels: { team: 'network' } }),
  http('dns', { url, labels: { team: 'network' } }),
  http('api', { url, dependsOn: ['gateway', 'dns'], thresholds: { degraded: '1s' } }),
  http('wide', { url, locations: LOCATIONS, failWhen: '50%', dependsOn: 'gateway' }),
];

const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const MUTE = 'AWS::CloudWatch::AlarmMuteRule';

interface Rendered {
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

const byName = (template: Template, type = COMPOSITE, key = 'AlarmName'): Map<string, Rendered> =>
  new Map(
    resourcesOf(template, type).map(([, resource]) => [
      String(resource.Properties[key]),
      resource as Rendered,
    ]),
  );

const everybody = Array.from({ length: 7 }, (_, index) => `r${index + 1}`);

const whole = synthesize(
  { home: 'eu-west-1', checks: definitions },
  { receiversOf: ({ role }) => (role === 'failed' ? everybody : ['alarms']) },
);
const template = whole.template('VedetteComposites');

test('the composites are the data, one to one, with who speaks for those with too many receivers', () => {
  const expected = alarmsOfAll(whole.checks, 'eu-west-1').filter(({ type }) => type === 'composite');
  const speakers = ['gateway/failed', 'dns/failed', 'api/failed/told', 'wide/failed/quorum'];
  expect([...byName(template).keys()].sort()).toEqual(
    [...expected.map(({ name }) => name), ...speakers.map((name) => `vedette/${name}/fan-out-2`)].sort(),
  );
});

const topics = (...receivers: readonly string[]) =>
  receivers.map((receiver) => ({
    'Fn::Join': ['', ['arn:aws:sns:eu-west-1:', { Ref: 'AWS::AccountId' }, `:vedette-${receiver}`]],
  }));

test('every receiver is an action of one of them, five at most of each', () => {
  const told = byName(template).get('vedette/api/failed/told')?.Properties;
  const more = byName(template).get('vedette/api/failed/told/fan-out-2')?.Properties;
  const five = topics(...everybody.slice(0, 5));
  expect([told?.AlarmActions, told?.OKActions]).toEqual([five, five]);
  expect(more).toMatchObject({
    AlarmActions: topics('r6', 'r7'),
    OKActions: topics('r6', 'r7'),
    AlarmRule: 'ALARM("vedette/api/failed/told")',
    ActionsSuppressor: told?.ActionsSuppressor,
    ActionsSuppressorWaitPeriod: 60,
    ActionsSuppressorExtensionPeriod: 60,
  });
});

test('what is only a part of another alarm has no actions', () => {
  const alarms = whole.ids
    .filter((id) => id.startsWith('VedetteAlarms'))
    .flatMap((id) => [...byName(whole.template(id), 'AWS::CloudWatch::Alarm')]);
  const actions = new Map(alarms.map(([name, { Properties }]) => [name, Properties.AlarmActions]));
  for (const part of ['vedette/api/failed', 'vedette/wide/failed/us-east-1'])
    expect([actions.has(part), actions.get(part)]).toEqual([true, undefined]);
  expect(actions.get('vedette/gateway/failed')).toEqual(topics(...everybody.slice(0, 5)));
  expect(actions.get('vedette/api/degraded')).toEqual(topics('alarms'));
});

test('a composite is made after those of the stack that it names, in its rule or as its suppressor', () => {
  const names = new Map(resourcesOf(template, COMPOSITE).map(([id, it]) => [id, it.Properties.AlarmName]));
  const before = (name: string) => {
    const ids = byName(template).get(name)?.DependsOn;
    return ids?.map((id) => names.get(id)).sort();
  };
  const told = byName(template).get('vedette/api/failed/told')?.Properties;
  expect(told?.ActionsSuppressor).toMatch(/^vedette\/parents\//);
  expect(before('vedette/api/failed/told')).toEqual([told?.ActionsSuppressor]);
  expect(before('vedette/api/failed/told/fan-out-2')).toEqual([
    'vedette/api/failed/told',
    told?.ActionsSuppressor,
  ]);
  expect(before('vedette/wide/failed/quorum')).toBeUndefined();
});

test('every alarm that a composite names is in the deployment', () => {
  const all = whole.ids.flatMap((id) => [
    ...byName(whole.template(id), 'AWS::CloudWatch::Alarm').keys(),
    ...byName(whole.template(id)).keys(),
  ]);
  const named = [...byName(template).values()].flatMap(({ Properties }) => [
    ...[...String(Properties.AlarmRule).matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''),
    ...(Properties.ActionsSuppressor ? [String(Properties.ActionsSuppressor)] : []),
  ]);
  expect(named.length).toBeGreaterThan(LOCATIONS.length);
  expect(named.filter((name) => !all.includes(name))).toEqual([]);
});

test('without composites the stack is there all the same', () => {
  const { template: plain } = synthesize({ home: 'eu-west-1', checks: [http('a', { url })] });
  plain('VedetteComposites').resourceCountIs('AWS::CloudFormation::WaitConditionHandle', 1);
  plain('VedetteComposites').resourceCountIs(COMPOSITE, 0);
});

/** The mute rules of these silences over some alarms, and over those on Vedette itself. */
function muteRules(silences: readonly Silence[], alarms: readonly Alarm[]) {
  const stack = new CompositeStack(emptyApp(), 'Stack', {
    alarms,
    others: selfAlarmsOf('eu-west-1'),
    silences,
    receiversOf: () => ['alarms'],
  });
  return [...byName(Template.fromStack(stack), MUTE, 'Name')].map(([name, { Properties }]) => ({
    name,
    targets: (Properties.MuteTargets as { AlarmNames: string[] }).AlarmNames,
    schedule: (Properties.Rule as { Schedule: object }).Schedule,
    description: Properties.Description,
  }));
}

const network = [label('team').is('network')];
const alarms = alarmsOfAll(checksOf(...definitions));

test.each<[sentence: string, Omit<Silence, 'name' | 'match'>, schedule: object]>([
  [
    'once, in local time',
    { at: '2026-12-05T22:00', timeZone: 'Australia/Sydney', duration: '90m' },
    { Expression: 'at(2026-12-05T22:00)', Duration: 'PT1H30M', Timezone: 'Australia/Sydney' },
  ],
  [
    'again and again, in UTC',
    { cron: '0 22 * * 6', duration: '2h' },
    { Expression: 'cron(0 22 * * SAT)', Duration: 'PT2H' },
  ],
  [
    'by names in capitals, the days of the week never by numbers, which others begin to count at 1',
    { cron: '30 22 * jan,JUL 0,mon-5,7', duration: '2h' },
    { Expression: 'cron(30 22 * JAN,JUL SUN,MON-FRI,SUN)', Duration: 'PT2H' },
  ],
  [
    'for as long as can be',
    { cron: '0 0 1 1 *', duration: '15d' },
    { Expression: 'cron(0 0 1 1 *)', Duration: 'P15D' },
  ],
  [
    'for as short as can be',
    { cron: '0 0 * * *', duration: '1m' },
    { Expression: 'cron(0 0 * * *)', Duration: 'PT1M' },
  ],
])('a silence, %s', (_, when, schedule) => {
  const silence = { name: 'works', match: network, comment: 'New switches.', ...when };
  expect(muteRules([silence], alarms)).toEqual([
    {
      name: 'vedette-works-1',
      targets: ['vedette/gateway/failed', 'vedette/dns/failed'],
      schedule,
      description: 'New switches.',
    },
  ]);
});

test('a silence names told alarms only, those on Vedette itself too, and none makes no rule', () => {
  const at = { at: '2026-12-05T22:00', duration: '1h' } as const;
  const rules = muteRules(
    [
      { name: 'api', match: [label('check').is('api')], ...at },
      { name: 'self', match: [label('role').is('watchdog')], ...at },
      { name: 'nobody', match: [label('team').is('nobody')], ...at },
    ],
    alarms,
  );
  expect(rules.map(({ name, targets }) => [name, targets])).toEqual([
    ['vedette-api-1', ['vedette/api/failed/told', 'vedette/api/degraded']],
    ['vedette-self-1', ['vedette/self/eu-west-1/watchdog']],
  ]);
});

test('a rule that mutes composites is made after those, and no others', () => {
  const stack = new CompositeStack(emptyApp(), 'Stack', {
    alarms,
    others: [],
    silences: [{ name: 'api', match: [label('check').is('api')], cron: '0 0 * * *', duration: '1h' }],
    receiversOf: () => ['alarms'],
  });
  const made = Template.fromStack(stack);
  const names = new Map(resourcesOf(made, COMPOSITE).map(([id, it]) => [id, it.Properties.AlarmName]));
  const before = byName(made, MUTE, 'Name').get('vedette-api-1')?.DependsOn;
  expect(before?.map((id) => names.get(id))).toEqual(['vedette/api/failed/told']);
});

test('a rule mutes a hundred alarms at most, and no alarm is left out', () => {
  const many = alarmsOfAll(
    checksOf(...Array.from({ length: 201 }, (_, n) => http(`a${n}`, { url, labels: { team: 'network' } }))),
  );
  const rules = muteRules([{ name: 'all', match: network, cron: '0 0 * * *', duration: '1h' }], many);
  expect(rules.map(({ name, targets }) => [name, targets.length])).toEqual([
    ['vedette-all-1', 100],
    ['vedette-all-2', 100],
    ['vedette-all-3', 1],
  ]);
  expect(rules.flatMap(({ targets }) => targets)).toEqual(many.map(({ name }) => name));
});
