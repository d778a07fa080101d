import { yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { goodFridays } from '../public-holidays.ts';

/** Source: Euronext, "Trading hours and holidays" of each year, www.euronext.com. */
export const xpar: ExchangeRule = {
  country: ['FR'],
  drops: [
    'Victory Day',
    'Ascension Day',
    'Whit Monday',
    'Bastille Day',
    'Assumption',
    "All Saints' Day",
    'Armistice Day',
  ],
  closes: { 'Good Friday': goodFridays(), 'Boxing Day': yearly('12-26') },
  irregular: [
    { name: 'Christmas Eve', close: '14:05', dates: yearly('12-24') },
    { name: "New Year's Eve", close: '14:05', dates: yearly('12-31') },
  ],
};
