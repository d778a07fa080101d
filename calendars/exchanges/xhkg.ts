import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { publicHolidays } from '../public-holidays.ts';

const lunarNewYearEves = () =>
  publicHolidays(['HK'])
    .filter(({ name }) => name === 'Lunar New Year’s Day')
    .map(({ date }) => addDays(date, -1));

/** Source: HKEX, "Trading calendar and holiday schedule" of each year, www.hkex.com.hk. */
export const xhkg: ExchangeRule = {
  country: ['HK'],
  irregular: [
    { name: 'Eve of Lunar New Year', close: '12:00', dates: lunarNewYearEves() },
    { name: 'Christmas Eve', close: '12:00', dates: yearly('12-24') },
    { name: "New Year's Eve", close: '12:00', dates: yearly('12-31') },
  ],
};
