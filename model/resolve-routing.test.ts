import { describe, expect, it } from 'vitest';
import { receivers as registered } from '../functions/notify/receivers.ts';
import { topic } from '../functions/notify/topic/receiver.ts';
import { line as lineKind } from '../test/receivers.ts';
import { formatFinding } from './finding.ts';
import { type ProjectOptions, project } from './project.ts';
import { resolveRouting } from './resolve-routing.ts';
import { label } from './route/matcher.ts';

const registry = { ...registered, line: lineKind };

const resolved = (options: Partial<ProjectOptions>) =>
  resolveRouting(project({ home: 'eu-west-1', checks: [], ...options }), [], registry);

const told = (options: Partial<ProjectOptions>) => resolved(options).findings.map(formatFinding);

const [a, b] = [topic('a', {}), topic('b', {})];
const sent = (name: string, more: object = {}) => lineKind(name, { url: 'https://a.example.com/', ...more });
const critical = label('severity').is('critical');
const quant = label('team').is('quant');

/** Any silence that is right. */
const silence = { name: 's', at: '2026-12-05T22:00', duration: '1h', match: [quant] } as const;

describe('a project that says nothing', () => {
  const { receivers, routing, findings } = resolved({});

  it('has one topic, to which anything may be subscribed', () => {
    expect(findings).toEqual([]);
    expect(receivers).toEqual([
      {
        kind: 'topic',
        name: 'alarms',
        spec: {},
        fallback: undefined,
        isSent: false,
        subscriptions: [],
        paceMs: 0,
      },
    ]);
    expect(routing.reach({ severity: 'info' })).toMatchObject([{ receiver: 'alarms' }]);
  });

  it('and the same where its list of receivers is empty', () => {
    expect(resolved({ receivers: [] }).receivers).toEqual(receivers);
  });
});

describe('a project that says it all', () => {
  const { receivers, routing, findings } = resolved({
    receivers: [sent('a', { fallback: 'b' }), sent('b')],
    routes: { receiver: 'a', escalate: [{ after: '15m', receiver: 'b' }] },
    inhibit: [{ source: [critical], target: [label('severity').is('warning')], equal: ['check'] }],
    silences: [{ ...silence, timeZone: 'Europe/London', comment: 'release night' }],
  });

  it('has nothing wrong', () => expect(findings).toEqual([]));

  it('has its receivers with what their kind makes of them', () => {
    expect(receivers).toMatchObject([
      {
        kind: 'line',
        name: 'a',
        spec: { url: 'https://a.example.com/' },
        fallback: 'b',
        isSent: true,
        paceMs: 1_000,
      },
      { kind: 'line', name: 'b' },
    ]);
  });

  it('has its routes, inhibitions and silences', () => {
    expect(routing.reach({}).map(({ receiver }) => receiver)).toEqual(['a', 'b']);
    const worse = { severity: 'critical', check: 'x' } as const;
    expect(routing.inhibition([worse])({ severity: 'warning', check: 'x' })).toBe(worse);
    expect(routing.silence({ team: 'quant' }, Date.parse('2026-12-05T22:30:00Z'))?.name).toBe('s');
  });
});

describe('what is wrong with receivers', () => {
  const line = (name: string, options: object) => lineKind(name, options as never);
  const URL = { url: 'https://a.example.com/' };

  it.each<[sentence: string, receivers: readonly unknown[], findings: string[]]>([
    ['they are no list', {} as never, ['project: receivers: {} is not a list; write [ ... ]']],
    [
      'one is nothing',
      [undefined],
      [
        "a receiver: name: undefined is not a receiver's name; use 1 to 50 lower-case letters, digits or dashes, without -texts at the end",
      ],
    ],
    [
      'a name that no topic can have',
      [topic('Trading desk', {})],
      [
        'a receiver: name: "Trading desk" is not a receiver\'s name; use 1 to 50 lower-case letters, digits or dashes, without -texts at the end',
      ],
    ],
    [
      'a name whose topic would be the texts of another',
      [a, topic('a-texts', {})],
      [
        'a receiver: name: "a-texts" is not a receiver\'s name; use 1 to 50 lower-case letters, digits or dashes, without -texts at the end',
      ],
    ],
    [
      'a kind that there is not',
      [{ ...a, receiver: 'topik' }],
      ["receiver 'a': kind: \"topik\" is not known; did you mean 'topic'?"],
    ],
    [
      'a kind that is a word of JavaScript',
      [{ ...a, receiver: 'constructor' }],
      [expect.stringContaining('"constructor" is not known')],
    ],
    ['a property that is missing', [line('a', {})], ["receiver 'a': url: is missing; add url"]],
    [
      'a property that the kind does not know',
      [line('a', { ...URL, urls: 1 })],
      ["receiver 'a': urls: is not a property; did you mean 'url'?"],
    ],
    [
      'no options at all',
      [{ receiver: 'line', name: 'a' }],
      ["receiver 'a': options: are missing; write { ... }"],
    ],
    [
      'a name used twice',
      [a, b, a],
      ["receiver 'a': name: is used 2 times; give each receiver a name of its own"],
    ],
    [
      'a fallback that there is not',
      [sent('a', { fallback: 'tradin' }), sent('trading')],
      ["receiver 'a': fallback: there is no receiver \"tradin\"; did you mean 'trading'?"],
    ],
    [
      'a fallback to itself',
      [sent('a', { fallback: 'a' })],
      ["receiver 'a': fallback: comes back to itself: a -> a; let one of them have none"],
    ],
    [
      'fallbacks in a round, told once',
      [sent('x', { fallback: 'a' }), sent('b', { fallback: 'a' }), sent('a', { fallback: 'b' })],
      ["receiver 'b': fallback: comes back to itself: b -> a -> b; let one of them have none"],
    ],
    [
      'a fallback to what only listens to CloudWatch',
      [sent('a', { fallback: 'b' }), b],
      [
        'receiver \'a\': fallback: "b" hears from CloudWatch alone: Vedette sends nothing to it; name a receiver that Vedette sends to',
      ],
    ],
    [
      'a fallback of what only listens to CloudWatch',
      [topic('a', { fallback: 'b' }), sent('b')],
      ["receiver 'a': fallback: is never asked for: Vedette sends nothing that could fail; leave it out"],
    ],
    [
      'what the kind says of properties together',
      [sent('a', { address: 'example' })],
      ["receiver 'a': address: is in the URL too; leave it out"],
    ],
  ])('%s', (_, receivers, findings) => {
    const routes = { receiver: 'a', routes: [{ receiver: 'b', continue: true }] };
    expect(told({ receivers: receivers as never, routes })).toEqual(findings);
  });

  it('one that no route leads to is told as a warning', () => {
    const { findings } = resolved({ receivers: [a, b], routes: { receiver: 'a' } });
    expect(findings.map(formatFinding)).toEqual([
      "warning: receiver 'b': name: is told nothing: no route leads to it; name it in a route",
    ]);
  });

  it('a fallback or an escalation leads there too', () => {
    const routes = { receiver: 'a', escalate: [{ after: '15m', receiver: 'b' }] } as const;
    expect(told({ receivers: [a, sent('b')], routes })).toEqual([]);
    const receivers = [sent('a', { fallback: 'b' }), sent('b')];
    expect(told({ receivers, routes: { receiver: 'a' } })).toEqual([]);
  });
});

describe('what is wrong with routes', () => {
  it.each<[sentence: string, routes: object, findings: string[]]>([
    [
      'a property that there is not',
      { reciever: 'a' },
      ["project: routes.reciever: is not a property; did you mean 'receiver'?"],
    ],
    [
      'a receiver that there is not',
      { receiver: 'c', routes: [{ receiver: 'a' }] },
      ['project: routes.receiver: there is no receiver "c"; did you mean \'a\'?'],
    ],
    [
      'the receiver of an escalation',
      { receiver: 'a', escalate: [{ after: '5m', receiver: 'zzz-zzz' }] },
      ['project: routes.escalate[0].receiver: there is no receiver "zzz-zzz"; use one of a, b'],
    ],
    [
      'an escalation to what only listens to CloudWatch',
      { receiver: 'b', escalate: [{ after: '5m', receiver: 'a' }] },
      [
        'project: routes.escalate[0].receiver: "a" hears from CloudWatch alone: Vedette sends nothing to it; name a receiver that Vedette sends to',
      ],
    ],
    [
      'a group wait longer than SQS gathers',
      { receiver: 'a', groupWait: '10m' },
      ["project: routes.groupWait: 10m is out of range; write from '0s' to '300s'"],
    ],
    [
      'a reminder more often than the minute',
      { receiver: 'a', repeatInterval: '30s' },
      ["project: routes.repeatInterval: 30s is out of range; write from '1m' to '30d'"],
    ],
    [
      'a label that nothing can have',
      { receiver: 'a', groupBy: ['Team'] },
      ['project: routes.groupBy[0]: "Team" is not a label name; write lower-case letters, digits and _'],
    ],
    [
      'a severity that there is not',
      { receiver: 'a', match: [label('severity').is('crit')] },
      ['project: routes.match[0].value: "crit" is not known; write one of critical, warning, info'],
    ],
    [
      'a pattern that the engine does not take',
      { receiver: 'a', match: [label('team').matches(/(?=a)/)] },
      [expect.stringMatching(/^project: routes\.match\[0\]\.value: .*; use a pattern without look-around/)],
    ],
    [
      'deep in the tree',
      { receiver: 'a', routes: [{ routes: [{ match: [{ label: 'team', operator: '~', value: '' }] }] }] },
      ['project: routes.routes[0].routes[0].match[0].operator: "~" is not known; did you mean \'=\'?'],
    ],
    [
      'a route after one that takes everything',
      { receiver: 'a', routes: [{ receiver: 'b' }, { match: [critical], receiver: 'a' }] },
      [
        'project: routes.routes[1]: is never reached: routes[0] takes everything that it matches; write continue: true there, or put this route before it',
      ],
    ],
    [
      'a route after one with the same conditions',
      { receiver: 'a', routes: [{ match: [critical, quant] }, { match: [quant, critical], receiver: 'b' }] },
      [expect.stringContaining('routes.routes[1]: is never reached')],
    ],
    [
      'a route after a wider one',
      { receiver: 'a', routes: [{ match: [quant] }, { match: [critical, quant], receiver: 'b' }] },
      [expect.stringContaining('routes.routes[1]: is never reached')],
    ],
    [
      'not after a narrower one',
      { receiver: 'a', routes: [{ match: [critical, quant] }, { match: [quant], receiver: 'b' }] },
      [],
    ],
    [
      'not after one that goes on',
      {
        receiver: 'a',
        routes: [
          { match: [quant], continue: true },
          { match: [quant], receiver: 'b' },
        ],
      },
      [],
    ],
  ])('%s', (_, routes, findings) => {
    const receivers = [a, sent('b')];
    const errors = told({ receivers, routes }).filter((line) => !line.startsWith('warning'));
    expect(errors).toEqual(findings);
  });
});

describe('what is wrong with inhibitions and silences', () => {
  const { at: _, ...never } = silence;
  const again = (cron: string) => ({ ...never, cron });

  it.each<[sentence: string, options: object, findings: string[]]>([
    [
      'an inhibition of everything',
      { inhibit: [{ source: [critical], target: [] }] },
      ['project: inhibit[0].target: has 0 items; write 1 to 1000'],
    ],
    [
      'an inhibition by everything',
      { inhibit: [{ source: [], target: [critical] }] },
      ['project: inhibit[0].source: has 0 items; write 1 to 1000'],
    ],
    [
      'a silence over everything',
      { silences: [{ ...silence, match: [] }] },
      ['project: silences[0].match: has 0 items; write 1 to 1000'],
    ],
    [
      'two silences of one name',
      { silences: [silence, again('0 0 * * *')] },
      ['project: silences[1].name: "s" is silences[0]; give each silence a name of its own'],
    ],
    [
      'a silence that never begins',
      { silences: [never] },
      ['project: silences[0]: never begins; write either at or cron'],
    ],
    [
      'a silence that begins in two ways',
      { silences: [{ ...silence, cron: '0 0 * * *' }] },
      ['project: silences[0]: begins both at a time and again and again; write either at or cron'],
    ],
    [
      'a time with a zone of its own',
      { silences: [{ ...silence, at: '2026-12-05T22:00Z' }] },
      [
        'project: silences[0].at: "2026-12-05T22:00Z" is not a local time; write one such as \'2026-12-05T22:00\'',
      ],
    ],
    [
      'a day that there is not',
      { silences: [{ ...silence, at: '2026-02-30T22:00' }] },
      [expect.stringContaining('silences[0].at')],
    ],
    [
      'a cron of six fields',
      { silences: [again('0 0 22 * * 6')] },
      [
        'project: silences[0].cron: "0 0 22 * * 6" is not five fields, minute to day of the week; write one such as \'0 22 * * 6\', a list in place of steps',
      ],
    ],
    [
      'a cron word that CloudWatch may not know',
      { silences: [again('@daily')] },
      [expect.stringContaining('silences[0].cron')],
    ],
    [
      'a minute that there is not',
      { silences: [again('61 * * * *')] },
      [expect.stringContaining('silences[0].cron')],
    ],
    [
      'a cron that is never',
      { silences: [again('0 22 30 2 *')] },
      ['project: silences[0].cron: is never; name a day that some month has'],
    ],
    ['a cron of a leap day', { silences: [again('0 22 29 2 *')] }, []],
    ['a cron with names, lists and ranges', { silences: [again('0,30 8-17 * JAN,jul MON-FRI')] }, []],
    [
      'steps, which a mute rule does not know',
      { silences: [again('*/15 8-17 * * *')] },
      [
        `project: silences[0].cron: "*/15 8-17 * * *" is not five fields, minute to day of the week; write one such as '0 22 * * 6', a list in place of steps`,
      ],
    ],
    [
      'a day of the month and one of the week, which some read as both and some as either',
      { silences: [again('0 22 1 * MON')] },
      ['project: silences[0].cron: names a day of the month and one of the week; write * for one of them'],
    ],
    [
      'a time zone that there is not',
      { silences: [{ ...silence, timeZone: 'Europa/Berlin' }] },
      [
        'project: silences[0].timeZone: "Europa/Berlin" is not a time zone of the IANA; write one such as \'Europe/London\'',
      ],
    ],
    [
      'a zone that is only a difference',
      { silences: [{ ...silence, timeZone: '+02:00' }] },
      [expect.stringContaining('silences[0].timeZone: "+02:00" is not a time zone')],
    ],
    [
      'a zone in the wrong letters',
      { silences: [{ ...silence, timeZone: 'europe/london' }] },
      [expect.stringContaining('silences[0].timeZone: "europe/london" is not a time zone')],
    ],
    [
      'a duration of half minutes',
      { silences: [{ ...silence, duration: '90s' }] },
      ["project: silences[0].duration: 1.5m is not a whole number of minutes; write '1m' or '2m'"],
    ],
    [
      'longer than CloudWatch mutes',
      { silences: [{ ...silence, duration: '16d' }] },
      ["project: silences[0].duration: 384h is out of range; write from '1m' to '15d'"],
    ],
    [
      'a name that no rule can have',
      { silences: [{ ...silence, name: 'Release night' }] },
      [expect.stringContaining('silences[0].name: "Release night" is not a name')],
    ],
  ])('%s', (_, options, findings) => {
    expect(told(options)).toEqual(findings);
  });
});
