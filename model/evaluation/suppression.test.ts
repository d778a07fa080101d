import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, actionsOver, type SuppressionEvent } from './suppression.ts';

const PERIODS = { waitSeconds: 2, extensionSeconds: 3 };

const down = (at: number): SuppressionEvent => ({ at, composite: 'ALARM' });
const up = (at: number): SuppressionEvent => ({ at, composite: 'OK' });
const suppressed = (at: number): SuppressionEvent => ({ at, suppressor: 'ALARM' });
const free = (at: number): SuppressionEvent => ({ at, suppressor: 'OK' });

describe('the examples of the user guide', () => {
  it.each<[sentence: string, SuppressionEvent[], Action[]]>([
    ['1: actions are not suppressed after the wait', [down(2)], [{ at: 4, state: 'ALARM' }]],
    ['2: the suppressor comes before the wait is over', [down(2), suppressed(3)], []],
    ['3: a change back during the wait begins a new one', [down(2), up(3)], [{ at: 5, state: 'OK' }]],
    ['4: the suppressor is there already', [suppressed(1), down(2)], []],
    [
      '5: the action comes after the extension',
      [down(2), suppressed(3), free(6)],
      [{ at: 9, state: 'ALARM' }],
    ],
    [
      '6: a change back during the extension begins a new wait',
      [down(2), suppressed(3), free(6), up(7)],
      [{ at: 9, state: 'OK' }],
    ],
  ])('%s', (_sentence, events, actions) => {
    expect(actionsOver(events, PERIODS, 100)).toEqual(actions);
  });
});

describe('what else must hold', () => {
  it('a resolution under suppression is told when the suppressor lets go', () => {
    expect(actionsOver([suppressed(1), down(2), up(5), free(10)], PERIODS, 100)).toEqual([
      { at: 13, state: 'OK' },
    ]);
  });

  it('a suppressor that comes and goes after an action has nothing to hold back', () => {
    expect(actionsOver([down(2), suppressed(10), free(20)], PERIODS, 100)).toEqual([
      { at: 4, state: 'ALARM' },
    ]);
  });

  it('once all is quiet, the last action told is the state that the composite is in', () => {
    const event = fc.record({
      gap: fc.integer({ min: 1, max: 6 }),
      change: fc.constantFrom(
        { composite: 'OK' },
        { composite: 'ALARM' },
        { suppressor: 'OK' },
        { suppressor: 'ALARM' },
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (drawn) => {
        let at = 0;
        const events = drawn.map(({ gap, change }) => {
          at += gap;
          return { at, ...change } as SuppressionEvent;
        });
        const actions = actionsOver([...events, free(at + 1)], PERIODS, at + 1_000);
        const last = events.findLast((one) => 'composite' in one) as { composite: string } | undefined;
        const changed = events.some((one) => 'composite' in one && one.composite === 'ALARM');
        if (changed) expect(actions.at(-1)?.state).toBe(last?.composite);
      }),
    );
  });
});
