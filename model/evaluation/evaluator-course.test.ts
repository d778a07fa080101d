import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositeAlarm, failedDatum, MINUTE, metricAlarm, START } from '../../test/alarms.ts';
import type { Alarm } from '../alarm/alarm.ts';
import type { Datum } from '../metric.ts';
import { type AlarmEvent, evaluatorOf } from './evaluator.ts';
import { EXTRA_PERIODS } from './metric-alarm.ts';
import { type AlarmState, evaluatePoints, type Point } from './points.ts';

function run(alarms: readonly Alarm[], datums: readonly Datum[], minutes: number): AlarmEvent[] {
  const evaluator = evaluatorOf(alarms, { createdAt: START });
  evaluator.put(datums);
  return [...evaluator.advance(START + minutes * MINUTE)];
}

describe('the same, however it comes', () => {
  const alarms = [
    metricAlarm('a', { warmUpMinutes: 2 }),
    metricAlarm('b', { warmUpMinutes: 2, periodSeconds: 10, missing: 'notBreaching' }),
    compositeAlarm('x', {
      rule: { any: [{ inAlarm: 'a' }, { inAlarm: 'b' }] },
      suppressedBy: { alarm: 'b', waitSeconds: 30, extensionSeconds: 45 },
    }),
  ];
  const drawn = fc.record({
    check: fc.constantFrom('a', 'b'),
    second: fc.integer({ min: 0, max: 1_200 }),
    value: fc.constantFrom(0, 0, 1),
  });

  it('in many small steps or in one', () => {
    fc.assert(
      fc.property(
        fc.array(drawn, { maxLength: 150 }),
        fc.array(fc.integer({ min: 1, max: 200 })),
        (points, gaps) => {
          const datums = points.map(({ check, second, value }) =>
            failedDatum(check, START + second * 1_000, value),
          );
          const whole = run(alarms, datums, 20);
          const evaluator = evaluatorOf(alarms, { createdAt: START });
          evaluator.put(datums);
          const parts: AlarmEvent[] = [];
          let now = START;
          for (const gap of gaps) {
            now = Math.min(now + gap * 1_000, START + 20 * MINUTE);
            parts.push(...evaluator.advance(now));
          }
          expect([...parts, ...evaluator.advance(START + 20 * MINUTE)]).toEqual(whole);
        },
      ),
      { seed: 1 },
    );
  });

  it('late data and all, the states are those of an evaluation from scratch each minute', () => {
    const late = fc.record({
      minute: fc.nat(29),
      value: fc.constantFrom(0, 1),
      delay: fc.constantFrom(0, 0, 0, 60, 150),
    });
    const missing = fc.constantFrom('breaching' as const, 'notBreaching' as const);
    fc.assert(
      fc.property(fc.array(late, { maxLength: 40 }), missing, (points, treatment) => {
        const arrivals = points.map(({ minute, value, delay }) => {
          const made = failedDatum('a', START + minute * MINUTE + 5_000, value);
          return { made, comes: made.at + delay * 1_000 };
        });
        const alarm = metricAlarm('a', { missing: treatment });
        const evaluator = evaluatorOf([alarm], { createdAt: START });
        let state: AlarmState = 'INSUFFICIENT_DATA';
        for (let now = START + MINUTE; now <= START + 30 * MINUTE; now += MINUTE) {
          evaluator.put(
            arrivals.flatMap(({ made, comes }) => (comes < now && comes >= now - MINUTE ? [made] : [])),
          );
          evaluator.advance(now);
          const there = arrivals.filter(({ comes }) => comes < now).map(({ made }) => made);
          state = evaluatePoints({
            points: scratch(there, now),
            window: alarm.window,
            missing: treatment,
            current: state,
          });
          expect(evaluator.stateOf('a')).toBe(state);
        }
      }),
      { seed: 2 },
    );
  });

  const scratch = (datums: readonly Datum[], now: number): Point[] =>
    Array.from({ length: 3 + EXTRA_PERIODS }, (_, index) => {
      const from = now - (3 + EXTRA_PERIODS - index) * MINUTE;
      const own = datums.filter(({ at }) => at >= from && at < from + MINUTE);
      if (own.length === 0) return 'missing';
      return own.some(({ value }) => value === 1) ? 'breaching' : 'good';
    });
});

/** Measured.md 6c, 24. */
describe('flapping over 10,000 steps pages exactly as the counting of failures says', () => {
  const STEPS = 10_000;
  it.each([
    { failures: 2, of: 3 },
    { failures: 1, of: 5 },
    { failures: 3, of: 5 },
    { failures: 1, of: 1 },
  ])('%j', (window) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(99)), fc.constantFrom(50, 10, 90), (draw, share) => {
        const bad = Array.from({ length: STEPS }, () => Number((draw.next().value ?? 0) < share));
        const datums = bad.map((value, index) => failedDatum('a', START + index * MINUTE, value));
        const alarm = metricAlarm('a', { window, warmUpMinutes: window.of });
        const events = run([alarm], datums, STEPS);
        const firing = bad.map((_, index) => {
          const recent = bad.slice(Math.max(0, index + 1 - window.of), index + 1);
          return recent.reduce((sum, one) => sum + one, 0) >= window.failures;
        });
        const pages = firing.flatMap((is, index) =>
          index + 1 >= window.of && is && (index + 1 === window.of || !firing[index - 1]) ? [index + 1] : [],
        );
        const told = events.filter(({ state, isActing }) => state === 'ALARM' && isActing);
        expect(told.map(({ at }) => (at - START) / MINUTE)).toEqual(pages);
      }),
      { seed: 3, numRuns: 3 },
    );
  });
});
