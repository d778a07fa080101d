import { lastTradingDays } from '../dates.ts';
import type { ExchangeRule, IsClosed } from '../exchange-rule.ts';

/** ASX kept its ordinary hours on the last days of 2022: ASX notice 1252.22.11. */
const exceptIn2022 = (monthAndDay: string) => (isClosed: IsClosed) =>
  lastTradingDays(monthAndDay)(isClosed).filter((date) => !date.startsWith('2022'));

/** Source: ASX, "Cash market trading calendar" of each year, www.asx.com.au. */
export const xasx: ExchangeRule = {
  country: ['AU', 'NSW'],
  drops: ['Bank Holiday', 'Labour Day'],
  // ASX trades on the Monday after an Anzac Day on a weekend, holiday in New South Wales (2026, 2027) or not.
  trades: ['2015-04-27', '2020-04-27', '2026-04-27', '2027-04-26'],
  irregular: [
    { name: 'Last trading day before Christmas', close: '14:10', dates: exceptIn2022('12-24') },
    { name: 'Last trading day of the year', close: '14:10', dates: exceptIn2022('12-31') },
  ],
};
