import { describe, expect, it, test } from 'vitest';
import type { AlarmState } from '../evaluation/points.ts';
import { applySignal, gone, type Incident, type Signal } from './incident.ts';

const at = (minute: number): number => Date.UTC(2026, 10, 21, 3, minute);

const signal = (state: AlarmState, minute: number, changes: Partial<Signal> = {}): Signal => ({
  alarm: 'vedette/quote/failed',
  state,
  at: at(minute),
  reason: `${state} at ${minute}`,
  cause: 'breached',
  labels: { severity: 'critical' },
  description: '',
  arn: '',
  via: [],
  ...changes,
});

const outcomeOf = (...signals: readonly Signal[]): Incident | undefined =>
  signals.reduce<Incident | undefined>(applySignal, undefined);

describe('what a signal makes of an incident', () => {
  it.each<[string, readonly Signal[], Partial<Incident> | undefined]>([
    ['an ALARM opens one', [signal('ALARM', 1)], { state: 'firing', openedAt: at(1) }],
    [
      'an OK ends it',
      [signal('ALARM', 1), signal('OK', 5)],
      { state: 'resolved', openedAt: at(1), resolvedAt: at(5) },
    ],
    [
      'an ALARM while it fires goes on with the new reason',
      [signal('ALARM', 1), signal('ALARM', 3, { cause: 'missing' })],
      { state: 'firing', openedAt: at(1), changedAt: at(3), cause: 'missing', reason: 'ALARM at 3' },
    ],
    [
      'an ALARM after an OK is another one',
      [signal('ALARM', 1), signal('OK', 5), signal('ALARM', 9)],
      { state: 'firing', openedAt: at(9) },
    ],
    ['INSUFFICIENT_DATA opens none', [signal('INSUFFICIENT_DATA', 1)], undefined],
    [
      'INSUFFICIENT_DATA ends none: nobody can say that it is over',
      [signal('ALARM', 1), signal('INSUFFICIENT_DATA', 5)],
      { state: 'firing' },
    ],
    ['an OK without one is remembered as nothing open', [signal('OK', 5)], { state: 'resolved' }],
    [
      'an ALARM from before that OK changes nothing',
      [signal('OK', 5), signal('ALARM', 1)],
      { state: 'resolved' },
    ],
    [
      'a late OK from before the ALARM changes nothing',
      [signal('ALARM', 5), signal('OK', 1)],
      { state: 'firing', openedAt: at(5) },
    ],
  ])('%s', (_name, signals, expected) => {
    if (expected) expect(outcomeOf(...signals)).toMatchObject(expected);
    else expect(outcomeOf(...signals)).toBeUndefined();
  });

  it('a duplicate gives the very same incident, so that nothing is written', () => {
    const once = outcomeOf(signal('ALARM', 1));
    expect(applySignal(once, signal('ALARM', 1))).toBe(once);
  });

  it('remembers each topic by which it came', () => {
    const twice = outcomeOf(signal('ALARM', 1, { via: ['slack'] }), signal('ALARM', 1, { via: ['email'] }));
    expect(twice?.via).toEqual(['slack', 'email']);
  });

  it('keeps the contributors of one alarm apart', () => {
    const one = outcomeOf(signal('ALARM', 1, { contributor: 'host=a' }));
    const other = outcomeOf(signal('ALARM', 1, { contributor: 'host=b' }));
    expect([one?.key, other?.key]).toEqual(['vedette/quote/failed#host=a', 'vedette/quote/failed#host=b']);
    expect(one?.id).not.toBe(other?.id);
  });
});

test('six changes in every order end in the same state', () => {
  const changes = [
    signal('ALARM', 1),
    signal('OK', 2),
    signal('ALARM', 3),
    signal('INSUFFICIENT_DATA', 4),
    signal('ALARM', 5),
    signal('OK', 6),
  ];
  const orders = permutations(changes);
  expect(orders).toHaveLength(720);
  for (const order of orders)
    expect(outcomeOf(...order)).toMatchObject({ state: 'resolved', resolvedAt: at(6) });
  for (const order of permutations(changes.slice(0, 5)))
    expect(outcomeOf(...order)).toMatchObject({ state: 'firing' });
});

test('an alarm that was deleted while it fired is over, and says why', () => {
  const one = outcomeOf(signal('ALARM', 1));
  expect(one && gone(one, at(9))).toMatchObject({ state: 'resolved', resolution: 'gone', resolvedAt: at(9) });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
