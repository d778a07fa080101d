import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { datesOfHoliday, goodFridays } from '../public-holidays.ts';

/** Holidays on which trading halts at noon. */
const HALTS = [
  'Martin Luther King Jr. Day',
  "Washington's Birthday",
  'Memorial Day',
  'Juneteenth',
  'Independence Day',
  'Labour Day',
  'Thanksgiving Day',
] as const;

/** Juneteenth came with 2022. */
const isKept = (date: string): boolean => date !== '2021-06-18';

const independenceDays = datesOfHoliday(['US'], 'Independence Day');

/** The months' jobs reports came out on these Good Fridays, and trading went on until after them. */
const GOOD_FRIDAYS_OF_JOBS_REPORTS = ['2015-04-03', '2021-04-02', '2023-04-07', '2026-04-03'];

/** Source: CME Group, "Holiday calendar" of each year, CME Globex equity index products, www.cmegroup.com. */
export const cmes: ExchangeRule = {
  country: ['US'],
  drops: [...HALTS, 'Columbus Day', 'Veterans Day'],
  trades: ['2021-12-31', '2027-12-31'],
  closes: {
    'Good Friday': goodFridays().filter((date) => !GOOD_FRIDAYS_OF_JOBS_REPORTS.includes(date)),
  },
  irregular: [
    ...HALTS.map((name) => ({ name, close: '12:00', dates: datesOfHoliday(['US'], name).filter(isKept) })),
    // Where 3 July is itself the holiday, the halt at noon counts.
    {
      name: 'Day before Independence Day',
      close: '12:15',
      dates: yearly('07-03').filter((date) => !independenceDays.includes(date)),
    },
    {
      name: 'Day after Thanksgiving',
      close: '12:15',
      dates: datesOfHoliday(['US'], 'Thanksgiving Day').map((date) => addDays(date, 1)),
    },
    { name: 'Christmas Eve', close: '12:15', dates: yearly('12-24') },
    { name: 'Good Friday', close: '08:15', dates: GOOD_FRIDAYS_OF_JOBS_REPORTS },
    { name: 'Day of mourning for George H. W. Bush', close: '08:30', dates: ['2018-12-05'] },
    { name: 'Day of mourning for Jimmy Carter', close: '08:30', dates: ['2025-01-09'] },
  ],
};
