import { describe, expect, it } from 'vitest';
import type { Labels } from '../labels.ts';
import { defaultRoutes } from './default-routes.ts';
import { reachIn } from './tree.ts';

type Named = { readonly kind: string; readonly name: string };

const named = (...names: string[]): Named[] => names.map((name) => ({ kind: 'topic', name }));

const ALL = named('pagerduty', 'slack', 'email', 'sms', 'security', 'business', 'infrastructure');

const reach = (receivers: readonly Named[], labels: Labels) =>
  Object.fromEntries(
    reachIn(defaultRoutes(receivers))(labels).map(({ receiver, repeatMs }) => [receiver, repeatMs / 60_000]),
  );

const FOUR_HOURS = 240;

describe('with a receiver for every place', () => {
  it.each<[sentence: string, Labels, minutes: Record<string, number>]>([
    ['critical', { severity: 'critical' }, { pagerduty: 5, slack: 5 }],
    ['warning', { severity: 'warning' }, { slack: FOUR_HOURS, email: FOUR_HOURS }],
    ['info', { severity: 'info' }, { email: FOUR_HOURS }],
    [
      'critical of team quant also by SMS',
      { severity: 'critical', team: 'quant' },
      { pagerduty: 5, sms: 5, slack: 5 },
    ],
    [
      'a warning of team quant not by SMS',
      { severity: 'warning', team: 'quant' },
      { slack: 240, email: 240 },
    ],
    [
      'category security to its team too',
      { severity: 'warning', category: 'security' },
      { slack: FOUR_HOURS, email: FOUR_HOURS, security: 15 },
    ],
    ['infrastructure', { severity: 'info', category: 'infrastructure' }, { email: 240, infrastructure: 30 }],
    ['business', { severity: 'critical', category: 'business' }, { pagerduty: 5, slack: 5, business: 60 }],
    ['what has no label that leads anywhere', {}, { email: FOUR_HOURS }],
  ])('%s', (_, labels, expected) => {
    expect(reach(ALL, labels)).toEqual(expected);
  });
});

describe('with the receivers that there are', () => {
  it.each<[sentence: string, readonly Named[], Labels, string[]]>([
    [
      'one alone is told everything',
      named('alarms'),
      { severity: 'critical', category: 'security' },
      ['alarms'],
    ],
    ['the first of them, where there is no e-mail and no Slack', named('b', 'a'), {}, ['b']],
    [
      'Slack, where no branch leads and there is no e-mail',
      named('pagerduty', 'slack'),
      { severity: 'info' },
      ['slack'],
    ],
    [
      'e-mail, where neither PagerDuty nor Slack is',
      named('sms', 'email'),
      { severity: 'critical' },
      ['email'],
    ],
    [
      'a place is taken by a receiver of that kind',
      [{ kind: 'slack', name: 'trading' }],
      { severity: 'critical' },
      ['trading'],
    ],
    [
      'by Slack`s simple alternative too',
      [{ kind: 'slack-webhook', name: 'trading' }],
      { severity: 'critical' },
      ['trading'],
    ],
    [
      'by the first of the kind',
      [
        { kind: 'slack', name: 'trading' },
        { kind: 'slack', name: 'web' },
      ],
      { severity: 'critical' },
      ['trading'],
    ],
    [
      'but the one of that name comes before',
      [
        { kind: 'slack', name: 'trading' },
        { kind: 'webhook', name: 'slack' },
      ],
      { severity: 'critical' },
      ['slack'],
    ],
    [
      'a receiver that is a team`s by its name is that team`s alone',
      [
        { kind: 'slack', name: 'security' },
        { kind: 'email', name: 'email' },
      ],
      { severity: 'warning' },
      ['email'],
    ],
  ])('%s', (_, receivers, labels, expected) => {
    expect(Object.keys(reach(receivers, labels))).toEqual(expected);
  });

  it('a critical alarm repeats as often, whoever is told of it', () => {
    expect(reach(named('alarms'), { severity: 'critical' })).toEqual({ alarms: 5 });
    expect(reach(named('alarms'), { severity: 'warning' })).toEqual({ alarms: FOUR_HOURS });
  });

  it('nobody is told where nobody is', () => {
    expect(reach([], { severity: 'critical' })).toEqual({});
  });
});
