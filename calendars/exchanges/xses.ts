import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: SGX, "Trading hours and calendar" of each year, www.sgx.com. */
export const xses: ExchangeRule = {
  country: ['SG'],
  irregular: [
    { name: 'Christmas Eve', close: '12:00', dates: yearly('12-24') },
    { name: "New Year's Eve", close: '12:00', dates: yearly('12-31') },
  ],
};
