import { type CivilDate, dateOf, dayOf, weekdayOf } from '../model/session/civil.ts';
import { HORIZON } from '../model/session/exchanges/horizon.ts';
import type { IsClosed } from './exchange-rule.ts';

const yearOf = (date: CivilDate): number => Number(date.slice(0, 4));

/** Every year that the tables cover. */
export const YEARS: readonly number[] = Array.from(
  { length: yearOf(HORIZON.to) - yearOf(HORIZON.from) + 1 },
  (_, index) => yearOf(HORIZON.from) + index,
);

export const addDays = (date: CivilDate, days: number): CivilDate => dateOf(dayOf(date) + days);

export const isWeekend = (date: CivilDate): boolean =>
  ['saturday', 'sunday'].includes(weekdayOf(dayOf(date)));

/** A day of each year, written MM-DD. */
export const yearly = (monthAndDay: string): CivilDate[] => YEARS.map((year) => `${year}-${monthAndDay}`);

/** The last trading day of each year that is not after a day, written MM-DD. */
export const lastTradingDays =
  (monthAndDay: string) =>
  (isClosed: IsClosed): CivilDate[] =>
    yearly(monthAndDay).map((date) => {
      let last = date;
      while (isClosed(last)) last = addDays(last, -1);
      return last;
    });

/** The first Monday of a month, MM, in each year. */
export const firstMondays = (month: string): CivilDate[] =>
  yearly(`${month}-01`).map((first) => {
    let date = first;
    while (weekdayOf(dayOf(date)) !== 'monday') date = addDays(date, 1);
    return date;
  });
