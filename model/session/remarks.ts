import { datesOf } from './sessions-of.ts';
import type { Timetable } from './timetable.ts';

/** Why a date is not an ordinary trading day, as in `Good Friday`. */
export interface Remark {
  readonly name: string;
  readonly isClosed: boolean;
}

/** The remarks of a timetable by date, YYYY-MM-DD. */
export function remarksOf({ closed, irregular }: Timetable): ReadonlyMap<string, Remark> {
  const every = [
    ...irregular.map(({ name, dates }) => ({ name, dates, isClosed: false })),
    ...Object.entries(closed).map(([name, dates]) => ({ name, dates, isClosed: true })),
  ];
  return new Map(
    every.flatMap(({ dates, ...remark }) => datesOf(dates).map((date) => [date, remark] as const)),
  );
}
