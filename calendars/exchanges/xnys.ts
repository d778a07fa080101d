import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { datesOfHoliday, goodFridays } from '../public-holidays.ts';

/** Source: NYSE Rule 7.2 and the "Holidays and Trading Hours" page of each year, www.nyse.com; Nasdaq keeps the same days. */
export const xnys: ExchangeRule = {
  country: ['US'],
  drops: ['Columbus Day', 'Veterans Day'],
  trades: [
    // Rule 7.2: a Saturday's holiday is kept on Friday unless that ends an accounting period, as 31 December does.
    '2021-12-31',
    '2027-12-31',
    // Juneteenth was a federal holiday from 2021-06-17 on; the exchange kept it from 2022.
    '2021-06-18',
  ],
  closes: {
    'Good Friday': goodFridays(),
    'Day of mourning for George H. W. Bush': ['2018-12-05'],
    'Day of mourning for Jimmy Carter': ['2025-01-09'],
  },
  irregular: [
    { name: 'Day before Independence Day', close: '13:00', dates: yearly('07-03') },
    {
      name: 'Day after Thanksgiving',
      close: '13:00',
      dates: datesOfHoliday(['US'], 'Thanksgiving Day').map((date) => addDays(date, 1)),
    },
    { name: 'Christmas Eve', close: '13:00', dates: yearly('12-24') },
  ],
};
