import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { datesOfHoliday } from '../public-holidays.ts';

const LUNAR_NEW_YEAR = 'Lunar New Year’s Day';

/**
 * Source: HKEX, "Trading calendar and holiday schedule" of each year, and its news releases on severe weather,
 * www.hkex.com.hk. Since 2024-09-23 trading goes on through typhoons and rainstorms.
 */
export const xhkg: ExchangeRule = {
  country: ['HK'],
  closes: {
    'The day following Easter Monday': ['2015-04-07'],
    // Gazetted for 2015 alone: the 70th anniversary of the victory of 1945.
    'Victory Day': ['2015-09-03'],
    'Typhoon Nida': ['2016-08-02'],
    'Typhoon Haima': ['2016-10-21'],
    'Typhoon Hato': ['2017-08-23'],
    'Typhoon Nangka': ['2020-10-13'],
    'Typhoon Kompasu': ['2021-10-13'],
    'Typhoon Talim': ['2023-07-17'],
    'Typhoon Saola': ['2023-09-01'],
    'Black rainstorm': ['2023-09-08'],
    'Typhoon Yagi': ['2024-09-06'],
  },
  irregular: [
    {
      name: 'Eve of Lunar New Year',
      close: '12:00',
      dates: datesOfHoliday(['HK'], LUNAR_NEW_YEAR).map((date) => addDays(date, -1)),
    },
    { name: 'Christmas Eve', close: '12:00', dates: yearly('12-24') },
    { name: "New Year's Eve", close: '12:00', dates: yearly('12-31') },
    // Trading ends 15 minutes after signal 8 is hoisted, which it was at 13:40 both times.
    { name: 'Typhoon Wipha', close: '13:55', dates: ['2019-07-31'] },
    { name: 'Typhoon Nalgae', close: '13:55', dates: ['2022-11-02'] },
    // It begins two hours after the signal or the warning is lowered, if that is by noon.
    { name: 'Typhoon Higos', open: '13:30', dates: ['2020-08-19'] },
    { name: 'Black rainstorm', open: '13:30', dates: ['2021-06-28'] },
    { name: 'Typhoon Ma-on', open: '13:00', dates: ['2022-08-25'] },
    { name: 'Typhoon Koinu', open: '14:00', dates: ['2023-10-09'] },
  ],
};
