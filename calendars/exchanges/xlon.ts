import { lastTradingDays } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: London Stock Exchange, "Business days" of each year, www.londonstockexchange.com; bank holidays by gov.uk/bank-holidays. */
export const xlon: ExchangeRule = {
  country: ['GB', 'ENG'],
  irregular: [
    { name: 'Christmas Eve', close: '12:30', dates: lastTradingDays('12-24') },
    { name: "New Year's Eve", close: '12:30', dates: lastTradingDays('12-31') },
  ],
};
