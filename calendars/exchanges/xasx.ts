import { lastTradingDays } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: ASX, "ASX Trade trading calendar" of each year, www.asx.com.au. */
export const xasx: ExchangeRule = {
  country: ['AU', 'NSW'],
  drops: ['Bank Holiday', 'Labour Day'],
  // New South Wales kept no Monday for these Anzac Days on a Saturday.
  trades: ['2015-04-27', '2020-04-27'],
  irregular: [
    { name: 'Christmas Eve', close: '14:10', dates: lastTradingDays('12-24') },
    { name: "New Year's Eve", close: '14:10', dates: lastTradingDays('12-31') },
  ],
};
