import { describe, expect, it } from 'vitest';
import { clockMs, dayOf } from './civil.ts';
import { zoneOf } from './zone.ts';

const YEAR = { fromDay: dayOf('2024-01-01'), toDay: dayOf('2024-12-31') };

const instantOf = (timeZone: string, date: string, time: string): string =>
  new Date(zoneOf(timeZone, YEAR).instantOf(dayOf(date), clockMs(time))).toISOString();

describe('what wall clocks show, as an instant', () => {
  it.each([
    [
      'New York, the night before its clocks go forward',
      'America/New_York',
      '2024-03-10',
      '01:59',
      '2024-03-10T06:59:00.000Z',
    ],
    ['and the minute after', 'America/New_York', '2024-03-10', '03:00', '2024-03-10T07:00:00.000Z'],
    [
      'a time that they skip is as if they had not',
      'America/New_York',
      '2024-03-10',
      '02:30',
      '2024-03-10T07:30:00.000Z',
    ],
    ['the first of two times alike', 'America/New_York', '2024-11-03', '01:30', '2024-11-03T05:30:00.000Z'],
    [
      'Sydney, before its clocks go back',
      'Australia/Sydney',
      '2024-04-07',
      '01:59',
      '2024-04-06T14:59:00.000Z',
    ],
    ['and after', 'Australia/Sydney', '2024-04-07', '10:00', '2024-04-07T00:00:00.000Z'],
    [
      'half an hour of daylight saving',
      'Australia/Lord_Howe',
      '2024-10-07',
      '10:00',
      '2024-10-06T23:00:00.000Z',
    ],
    [
      'the four weeks of Ramadan without it',
      'Africa/Casablanca',
      '2024-03-20',
      '10:00',
      '2024-03-20T10:00:00.000Z',
    ],
    ['and after them', 'Africa/Casablanca', '2024-04-20', '10:00', '2024-04-20T09:00:00.000Z'],
    ['midnight at the end of a day', 'UTC', '2024-02-29', '24:00', '2024-03-01T00:00:00.000Z'],
  ])('%s', (_, timeZone, date, time, expected) => {
    expect(instantOf(timeZone, date, time)).toBe(expected);
  });

  it('agrees with the platform on every hour of a year', () => {
    const { offsetAt } = zoneOf('Europe/London', YEAR);
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    for (let day = YEAR.fromDay; day <= YEAR.toDay; day += 1)
      for (let hour = 0; hour < 24; hour += 1) {
        const instant = (day * 24 + hour) * 3_600_000;
        const ours = new Date(instant + offsetAt(instant)).getUTCHours();
        if (ours !== Number(format.format(instant)))
          expect.fail(`${new Date(instant).toISOString()}: ${ours}`);
      }
  });

  it('an unknown zone is a RangeError', () => {
    expect(() => zoneOf('Europe/Atlantis', YEAR)).toThrow(RangeError);
  });
});
