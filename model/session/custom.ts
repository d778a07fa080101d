import type { Hours, Timetable } from './timetable.ts';

/** A market of one's own as plain data, in its own zone. */
export interface CustomCalendar {
  /** What it is called in messages. */
  readonly name: string;
  /** A name of the IANA zone database, as in Europe/Zurich. */
  readonly timeZone: string;
  /** The hours; with several, of those that fit a date the last one counts. */
  readonly hours: Hours | readonly Hours[];
  /** Dates on which it is closed. @default none */
  readonly holidays?: readonly string[];
  /** Dates on which it closes earlier, with the time. @default none */
  readonly earlyCloses?: Readonly<Record<string, string>>;
  /** The first and the last date that it knows, both included. */
  readonly horizon: { readonly from: string; readonly to: string };
}

/** A custom calendar in the form that every calendar is built from. */
export function customTimetable(custom: CustomCalendar): Timetable {
  const { name, timeZone, hours, holidays = [], earlyCloses = {}, horizon } = custom;
  return {
    code: name,
    name,
    timeZone,
    horizon,
    hours: [hours].flat(),
    closed: { holiday: holidays.join(' ') },
    irregular: Object.entries(earlyCloses).map(([dates, close]) => ({ name: 'early close', dates, close })),
  };
}
