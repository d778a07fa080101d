import { lastTradingDays } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: NZX, "Trading hours and holidays" of each year, www.nzx.com. */
export const xnze: ExchangeRule = {
  country: ['NZ'],
  irregular: [
    { name: 'Christmas Eve', close: '12:45', dates: lastTradingDays('12-24') },
    { name: "New Year's Eve", close: '12:45', dates: lastTradingDays('12-31') },
  ],
};
