import { describe, expect, it } from 'vitest';
import { CALENDAR_CODES, type CustomCalendar } from './calendar.ts';
import { calendarRule } from './rule.ts';

const DESK: CustomCalendar = {
  name: 'Desk',
  timeZone: 'Europe/Zurich',
  hours: { open: '08:00', close: '18:00', breaks: [['12:00', '13:00']] },
  holidays: ['2026-08-01'],
  earlyCloses: { '2026-12-24': '12:00' },
  horizon: { from: '2026-01-01', to: '2027-12-31' },
};

const said = (value: unknown): string[] =>
  calendarRule(value, 'calendar').map(({ path, problem, fix }) => `${path}: ${problem}; ${fix}`);

describe('a calendar that a definition writes', () => {
  it.each(CALENDAR_CODES)('%s is known', (code) => {
    expect(said(code)).toEqual([]);
  });

  it('one of its own is fine, with one row of hours or several', () => {
    expect(said(DESK)).toEqual([]);
    expect(
      said({ ...DESK, hours: [DESK.hours, { days: ['sunday'], open: '17:00', close: '16:00' }] }),
    ).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a misspelt code', 'XNYE', 'calendar: "XNYE" is not known; did you mean \'XNYS\'?'],
    ['a code in lower case', 'xasx', 'calendar: "xasx" is not known; did you mean \'XASX\'?'],
    ['no calendar at all', 7, 'calendar: 7 is not known; write one of XASX,'],
    [
      'a zone that is none',
      { ...DESK, timeZone: 'Zurich' },
      'calendar.timeZone: "Zurich" is not a time zone; write one such as \'Europe/Zurich\'',
    ],
    ['no horizon', { ...DESK, horizon: undefined }, 'calendar.horizon: is missing; add horizon'],
    [
      'a horizon the wrong way round',
      { ...DESK, horizon: { from: '2027-01-01', to: '2026-01-01' } },
      'calendar.horizon: 2027-01-01 to 2026-01-01 is not a stretch of up to 100 years',
    ],
    [
      'a horizon of centuries',
      { ...DESK, horizon: { from: '1800-01-01', to: '2026-01-01' } },
      'calendar.horizon: 1800-01-01 to 2026-01-01 is not a stretch of up to 100 years',
    ],
    [
      'a holiday that is no date',
      { ...DESK, holidays: ['2026-02-30'] },
      'calendar.holidays[0]: "2026-02-30" is not a date; write one such as \'2027-12-24\'',
    ],
    [
      'a time that is none',
      { ...DESK, hours: { open: '8:00', close: '18:00' } },
      "calendar.hours.open: \"8:00\" is not a time of day; write one from '00:00' to '24:00'",
    ],
    [
      'a break that ends before it begins',
      { ...DESK, hours: { open: '08:00', close: '18:00', breaks: [['13:00', '12:00']] } },
      'calendar.hours.breaks[0]: ["13:00","12:00"] ends before it begins',
    ],
    [
      'a break outside of the hours',
      { ...DESK, hours: { open: '08:00', close: '18:00', breaks: [['18:00', '19:00']] } },
      'calendar.hours.breaks[0]: 18:00 to 19:00 is not between 08:00 and 18:00',
    ],
    [
      'breaks out of order',
      {
        ...DESK,
        hours: [
          {
            open: '08:00',
            close: '18:00',
            breaks: [
              ['12:00', '13:00'],
              ['10:00', '11:00'],
            ],
          },
        ],
      },
      'calendar.hours[0].breaks[1]: 10:00 to 11:00 is not between 13:00 and 18:00',
    ],
    [
      'an early close before the opening',
      { ...DESK, earlyCloses: { '2026-12-24': '07:00' } },
      'calendar.earlyCloses.2026-12-24: 07:00 is not after the opening; write a later time, or a holiday',
    ],
    [
      'an early close on no date',
      { ...DESK, earlyCloses: { christmas: '12:00' } },
      'calendar.earlyCloses.christmas: "christmas" is not a date',
    ],
    [
      'a day of the week that is none',
      { ...DESK, hours: { days: ['monday', 'sonntag'], open: '08:00', close: '18:00' } },
      'calendar.hours.days[1]: "sonntag" is not known',
    ],
    [
      'a misspelt property',
      { ...DESK, holiday: [] },
      "calendar.holiday: is not a property; did you mean 'holidays'?",
    ],
  ])('%s is told', (_, value, expected) => {
    expect(said(value)).toEqual([expect.stringContaining(expected)]);
  });
});
