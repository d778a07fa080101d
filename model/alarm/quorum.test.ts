import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { http } from '../../probes/http/check.ts';
import { checksOf } from '../../test/checks.ts';
import type { FailWhen } from '../check.ts';
import { evaluateExpression, parseExpression } from '../evaluation/expression.ts';
import { LOCATIONS } from '../location.ts';
import type { Alarm, AlarmRule, MetricAlarm } from './alarm.ts';
import { alarmsOfAll } from './check-alarms.ts';
import { leastOf } from './quorum.ts';

/** What one location says in a period: 1 is bad; `undefined` is nothing. */
type Said = 0 | 1 | undefined;

const places: readonly (string | undefined)[] = LOCATIONS;

/** The alarms on a check that fails in one of one, with so many locations. */
const alarmsAt = (locations: number, failWhen: FailWhen): Alarm[] =>
  alarmsOfAll(
    checksOf(
      http('a', {
        url: 'https://a.example/',
        locations: LOCATIONS.slice(0, locations),
        failWhen,
        alarms: { failed: { failures: 1, of: 1 } },
      }),
    ),
  );

/** Whether a metric alarm is in ALARM in a period, with a window of one. */
function isBreached(alarm: MetricAlarm, said: readonly Said[]): boolean {
  const series = alarm.metrics.map(({ id, dimensions: { Location } }) => {
    const value = said[places.indexOf(Location)];
    return [id, [value]] as const;
  });
  const expression = parseExpression(alarm.expression ?? 'm1');
  const [value] = evaluateExpression(expression, Object.fromEntries(series), 1);
  if (value === undefined) return alarm.missing === 'breaching';
  return alarm.comparison === 'above' ? value > alarm.threshold : value >= alarm.threshold;
}

function holds(rule: AlarmRule, inAlarm: (name: string) => boolean): boolean {
  if ('inAlarm' in rule) return inAlarm(rule.inAlarm);
  if ('any' in rule) return rule.any.some((one) => holds(one, inAlarm));
  if ('all' in rule) return rule.all.every((one) => holds(one, inAlarm));
  if ('not' in rule) return !holds(rule.not, inAlarm);
  return rule.of.filter(inAlarm).length >= rule.atLeast;
}

/** Whether the failed alarm that is told is in ALARM. */
function isFailed(alarms: readonly Alarm[], said: readonly Said[]): boolean {
  const inAlarm = (name: string): boolean => {
    const alarm = alarms.find((one) => one.name === name);
    if (!alarm) throw new Error(`there is no alarm ${name}`);
    return alarm.type === 'metric' ? isBreached(alarm, said) : holds(alarm.rule, inAlarm);
  };
  const told = alarms.find(({ role, isTold }) => role === 'failed' && isTold);
  return inAlarm(told?.name ?? '');
}

const SAID: Record<string, Said> = { '0': 0, X: 1, '-': undefined };
const read = (marks: string): Said[] => [...marks].map((mark) => SAID[mark]);

describe('three locations: bad X, good 0, silent -', () => {
  it.each<[FailWhen, failed: string[], fine: string[]]>([
    ['any', ['X00', 'X--', '---', 'XXX'], ['000', '0--']],
    ['all', ['XXX', 'XX-', 'X--', '---'], ['XX0', '0--', 'X0-']],
    [{ atLeast: 2 }, ['XX0', 'XX-', 'XXX', '---'], ['X00', 'X--', '0--']],
    ['50%', ['XX0', 'X0-', 'X--', '---'], ['X00', '00-']],
    ['100%', ['XXX', 'XX-', '---'], ['XX0']],
  ])('%j', (failWhen, failed, fine) => {
    const alarms = alarmsAt(3, failWhen);
    expect(failed.filter((marks) => !isFailed(alarms, read(marks)))).toEqual([]);
    expect(fine.filter((marks) => isFailed(alarms, read(marks)))).toEqual([]);
  });
});

describe('as many as there are is all of them: a dead prober hides no outage', () => {
  it.each([2, 3, 12])('of %d', (locations) => {
    const alarms = alarmsAt(locations, { atLeast: locations });
    const silentAt = (marks: string) => read(marks + '-'.repeat(locations - marks.length));
    expect(isFailed(alarms, silentAt('X'))).toBe(true);
    expect(isFailed(alarms, silentAt('0'))).toBe(false);
    expect(isFailed(alarms, silentAt('X0'))).toBe(false);
  });
});

it('beyond ten locations composites say what metric math would', () => {
  const COUNT = 13;
  const said = fc.array(fc.constantFrom<Said[]>(0, 1, undefined), { minLength: COUNT, maxLength: COUNT });
  for (const failWhen of ['any', 'all', { atLeast: 4 }] as const) {
    const alarms = alarmsAt(COUNT, failWhen);
    const least = failWhen === 'all' ? undefined : leastOf(failWhen, COUNT);
    fc.assert(
      fc.property(said, (states) => {
        const [bad, good] = [1, 0].map((state) => states.filter((one) => one === state).length);
        const isSilent = bad === 0 && good === 0;
        const expected = isSilent || (least === undefined ? good === 0 : (bad ?? 0) >= least);
        expect(isFailed(alarms, states)).toBe(expected);
      }),
    );
  }
});

it.each<[FailWhen, locations: number, least: number]>([
  ['any', 7, 1],
  ['all', 7, 7],
  [{ atLeast: 3 }, 7, 3],
  ['50%', 7, 4],
  ['7%', 100, 7],
  ['1%', 7, 1],
  ['100%', 7, 7],
])('%j of %d is %d', (failWhen, locations, least) => {
  expect(leastOf(failWhen, locations)).toBe(least);
});
