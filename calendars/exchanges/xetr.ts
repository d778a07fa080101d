import { lastTradingDays } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';

/** Source: Deutsche Boerse Cash Market, "Xetra trading calendar" of each year, www.cashmarket.deutsche-boerse.com. */
export const xetr: ExchangeRule = {
  country: ['DE'],
  drops: ['Ascension Day'],
  trades: [
    // From 2022 on Xetra trades on Whit Monday and on the Day of German Unity.
    '2022-06-06',
    '2023-05-29',
    '2024-05-20',
    '2025-06-09',
    '2026-05-25',
    '2027-05-17',
    '2028-06-05',
    '2022-10-03',
    '2023-10-03',
    '2024-10-03',
    '2025-10-03',
    '2028-10-03',
  ],
  irregular: [{ name: 'Last trading day', close: '14:00', dates: lastTradingDays('12-31') }],
};
