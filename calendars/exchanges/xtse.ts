import { firstMondays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: TMX, "TSX calendar and trading hours" of each year, www.tsx.com. */
export const xtse: ExchangeRule = {
  country: ['CA', 'ON'],
  drops: ['Easter Monday'],
  closes: {
    'Civic Holiday': firstMondays('08'),
    // What falls on a weekend is kept on the next trading day, which the library does not know of Ontario.
    "New Year's Day": ['2017-01-02', '2022-01-03', '2023-01-02', '2028-01-03'],
    'Canada Day': ['2017-07-03', '2018-07-02', '2023-07-03', '2028-07-03'],
    'Christmas Day': ['2016-12-27', '2021-12-27', '2022-12-27', '2027-12-27'],
    'Boxing Day': [
      '2015-12-28',
      '2016-12-26',
      '2020-12-28',
      '2021-12-28',
      '2022-12-26',
      '2026-12-28',
      '2027-12-28',
    ],
  },
  irregular: [{ name: 'Christmas Eve', close: '13:00', dates: yearly('12-24') }],
};
