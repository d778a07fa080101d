import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { goodFridays, publicHolidays } from '../public-holidays.ts';
import { thanksgivings } from './xnys.ts';

/** Source: CME Group, "CME Globex holiday calendar" of each year, equity index futures, www.cmegroup.com. */
export const cmes: ExchangeRule = {
  country: ['US'],
  drops: [],
  irregular: [],
};
