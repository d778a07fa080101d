import Holidays from 'date-holidays';
import type { CivilDate } from '../model/session/civil.ts';
import { YEARS } from './dates.ts';
import type { ExchangeRule } from './exchange-rule.ts';

interface PublicHoliday {
  /** In English; a substitute day goes by the name of what it stands for. */
  readonly name: string;
  readonly date: CivilDate;
}

/** The public and bank holidays that date-holidays knows of a country, of every year that the tables cover. */
export function publicHolidays([country, region]: ExchangeRule['country']): PublicHoliday[] {
  const holidays = region === undefined ? new Holidays(country) : new Holidays(country, region);
  return YEARS.flatMap((year) => holidays.getHolidays(year, 'en'))
    .filter(({ type }) => type === 'public' || type === 'bank')
    .map(({ name, date }) => ({ name: name.replace(/ \(substitute day\)$/, ''), date: date.slice(0, 10) }));
}

/** The dates of one holiday, substitutes included. */
export const datesOfHoliday = (country: ExchangeRule['country'], wanted: string): CivilDate[] =>
  publicHolidays(country)
    .filter(({ name }) => name === wanted)
    .map(({ date }) => date);

/** For exchanges that close although their country works: England has the day by the same rule. */
export const goodFridays = (): CivilDate[] => datesOfHoliday(['GB', 'ENG'], 'Good Friday');
