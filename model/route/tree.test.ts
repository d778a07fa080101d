import { describe, expect, it } from 'vitest';
import type { Labels } from '../labels.ts';
import { label } from './matcher.ts';
import type { Route } from './route.ts';
import { reachIn } from './tree.ts';

const critical = { match: [label('severity').is('critical')] };
const quant = { match: [label('team').is('quant')] };

const told = (route: Route, labels: Labels) => reachIn(route)(labels).map(({ receiver }) => receiver);

describe('whom labels reach', () => {
  it.each<[sentence: string, Route, Labels, string[]]>([
    ['a node without children tells its own receiver', { receiver: 'a' }, {}, ['a']],
    ['a node that does not match tells nobody', { receiver: 'a', ...quant }, { team: 'web' }, []],
    ['a node without a receiver tells nobody', {}, {}, []],
    [
      'the first child that matches, and no other',
      { receiver: 'a', routes: [{ ...critical, receiver: 'b' }, { receiver: 'c' }] },
      { severity: 'critical' },
      ['b'],
    ],
    [
      'the node itself where no child matches',
      { receiver: 'a', routes: [{ ...critical, receiver: 'b' }] },
      { severity: 'info' },
      ['a'],
    ],
    [
      'with `continue` the next siblings are tried too',
      {
        receiver: 'a',
        routes: [
          { ...critical, receiver: 'b', continue: true },
          { ...quant, receiver: 'c' },
          { receiver: 'd' },
        ],
      },
      { severity: 'critical', team: 'quant' },
      ['b', 'c'],
    ],
    [
      'with `continue` and nothing after it, the node itself is not told as well',
      { receiver: 'a', routes: [{ ...critical, receiver: 'b', continue: true }] },
      { severity: 'critical' },
      ['b'],
    ],
    [
      'a child that does not match does not end the search, whatever its own children would say',
      {
        receiver: 'a',
        routes: [
          { ...critical, receiver: 'b', routes: [quant] },
          { ...quant, receiver: 'c' },
        ],
      },
      { team: 'quant' },
      ['c'],
    ],
    [
      'a child has its receiver from its parent',
      { receiver: 'a', routes: [{ ...critical, routes: [{ ...quant }] }] },
      { severity: 'critical', team: 'quant' },
      ['a'],
    ],
    [
      '`continue` is not inherited',
      {
        receiver: 'a',
        routes: [
          { ...critical, receiver: 'b', continue: true, routes: [{ receiver: 'c' }, { receiver: 'd' }] },
          { receiver: 'e' },
        ],
      },
      { severity: 'critical' },
      ['c', 'e'],
    ],
    [
      'each receiver once',
      { routes: [{ receiver: 'a', continue: true }, { receiver: 'b', continue: true }, { receiver: 'a' }] },
      {},
      ['a', 'b'],
    ],
  ])('%s', (_, route, labels, expected) => {
    expect(told(route, labels)).toEqual(expected);
  });
});

describe('on which terms', () => {
  const reach = (route: Route, labels: Labels = {}) => reachIn(route)(labels);

  it('are the defaults when nobody says anything', () => {
    expect(reach({ receiver: 'a' })).toEqual([
      {
        receiver: 'a',
        groupBy: ['severity', 'team'],
        groupWaitMs: 10_000,
        groupIntervalMs: 30_000,
        repeatMs: 14_400_000,
        afterMs: 0,
      },
    ]);
  });

  it('flow down, and the nearer one wins', () => {
    const route: Route = {
      receiver: 'a',
      groupBy: ['check'],
      groupWait: '1m',
      repeatInterval: '1h',
      routes: [{ ...critical, groupWait: '0s', routes: [{ ...quant, repeatInterval: '5m' }] }],
    };
    expect(reach(route, { severity: 'critical', team: 'quant' })).toMatchObject([
      { groupBy: ['check'], groupWaitMs: 0, groupIntervalMs: 30_000, repeatMs: 300_000 },
    ]);
  });

  it('are those of the first route that leads to a receiver', () => {
    const routes: Route[] = [
      { receiver: 'a', repeatInterval: '5m', continue: true },
      { receiver: 'a', repeatInterval: '1h' },
    ];
    expect(reach({ routes })).toMatchObject([{ repeatMs: 300_000 }]);
  });

  it('an escalation is told later, on the terms of its route', () => {
    const escalate = [
      { after: '15m', receiver: 'b' },
      { after: '1h', receiver: 'c' },
    ] as const;
    expect(reach({ receiver: 'a', repeatInterval: '5m', escalate })).toMatchObject([
      { receiver: 'a', afterMs: 0 },
      { receiver: 'b', afterMs: 900_000, repeatMs: 300_000 },
      { receiver: 'c', afterMs: 3_600_000 },
    ]);
  });

  it('an escalation does not put off who is told at once by a later route', () => {
    const routes: Route[] = [
      { receiver: 'a', escalate: [{ after: '15m', receiver: 'b' }], continue: true },
      { receiver: 'b' },
    ];
    expect(reach({ routes }).map(({ receiver, afterMs }) => [receiver, afterMs])).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  it('a child may take its parent`s escalations back', () => {
    const route: Route = {
      receiver: 'a',
      escalate: [{ after: '15m', receiver: 'b' }],
      routes: [{ ...critical }, { escalate: [] }],
    };
    expect(reach(route, { severity: 'critical' })).toHaveLength(2);
    expect(reach(route, { severity: 'info' })).toHaveLength(1);
  });
});
