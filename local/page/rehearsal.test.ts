import { describe, expect, it } from 'vitest';
import type { State } from '../../model/result.ts';
import type { TwinEvent } from './api.ts';
import { Rehearsal } from './rehearsal.ts';

/** Of a result the rehearsal reads its check, its state and its time alone. */
const result = (check: string, state: State, at: number): TwinEvent =>
  ({ type: 'result', result: { check, state, startedAt: new Date(at).toISOString() } }) as TwinEvent;

const alarm = (state: 'ALARM' | 'OK', at: number): TwinEvent => ({
  type: 'alarm',
  change: { alarm: 'vedette/quote/failed', state, at, reason: '' },
});

const told = (event: string, at: number): TwinEvent => ({
  type: 'told',
  receiver: 'slack',
  event,
  alarms: [],
  at,
});

const stepsOf = ({ steps }: Rehearsal) => steps.map(({ what, who, afterMs }) => `${what} ${who} ${afterMs}`);

describe('a rehearsal of one fault', () => {
  it('times detection, alarm, notification and recovery, each from its switch', () => {
    const rehearsal = new Rehearsal('500', 1_000);
    for (const event of [result('quote', 'failed', 4_000), alarm('ALARM', 15_000), told('opened', 25_500)])
      expect(rehearsal.take(event)).toBe(true);
    rehearsal.switchedOff(60_000);
    for (const event of [result('quote', 'passed', 61_000), alarm('OK', 80_000), told('resolved', 81_000)])
      expect(rehearsal.take(event)).toBe(true);
    expect(stepsOf(rehearsal)).toEqual([
      'detected quote 3000',
      'alarm vedette/quote/failed 14000',
      'told slack 24500',
      'recovered quote 1000',
      'alarm over vedette/quote/failed 20000',
      'told over slack 21000',
    ]);
  });

  it.each([
    { says: 'a result from before the switch', event: result('quote', 'failed', 500) },
    { says: 'a check that passes as before', event: result('site', 'passed', 2_000) },
    { says: 'an alarm that was not in ALARM', event: alarm('OK', 2_000) },
  ])('is not moved by $says', ({ event }) => {
    expect(new Rehearsal('500', 1_000).take(event)).toBe(false);
  });

  it('is in the order of time, whichever result came first', () => {
    const rehearsal = new Rehearsal('500', 0);
    rehearsal.take(result('quote', 'failed', 3_000));
    rehearsal.take(result('portfolio', 'failed', 2_000));
    expect(stepsOf(rehearsal)).toEqual(['detected portfolio 2000', 'detected quote 3000']);
  });

  it('notes a check once', () => {
    const rehearsal = new Rehearsal('500', 0);
    rehearsal.take(result('quote', 'failed', 1_000));
    expect(rehearsal.take(result('quote', 'failed', 2_000))).toBe(false);
  });
});
