import type { CalendarCode } from './codes.ts';
import { type CustomCalendar, customTimetable } from './custom.ts';
import { EXCHANGES } from './exchanges/registry.ts';
import { lastAtOrBefore } from './search.ts';
import { type Session, sessionsOf } from './sessions-of.ts';
import { isOpenAt, openTimeUntil, timelineOf } from './timeline.ts';
import type { Timetable } from './timetable.ts';

export { CALENDAR_CODES, type CalendarCode } from './codes.ts';
export type { CustomCalendar } from './custom.ts';
export type { Session } from './sessions-of.ts';

/**
 * When a market trades. Times are epoch milliseconds; an opening belongs to the session, its close does not. The calendar
 * is known within its horizon only: outside of it nothing is open, and nothing is next.
 */
export interface Calendar {
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  /** The first and the last date that it knows, both included, as dates of the exchange. */
  readonly horizon: { readonly from: string; readonly to: string };
  /** Whether it is in a regular session and not in a break of it. */
  isOpen(t: number): boolean;
  /** The session that `t` is in, also within its break. */
  session(t: number): Session | undefined;
  /**
   * The next moment after `t` at which `isOpen` becomes true: the end of a break is one, and the moment at which one
   * session goes over into the next is none. `undefined` when the calendar knows of none.
   */
  nextOpen(t: number): number | undefined;
  /** The next moment after `t` at which `isOpen` becomes false: the beginning of a break is one. */
  nextClose(t: number): number | undefined;
  /** The last moment, `t` itself included, at which `isOpen` became true. */
  previousOpen(t: number): number | undefined;
  /** The last moment, `t` itself included, at which `isOpen` became false. */
  previousClose(t: number): number | undefined;
  /** Milliseconds of open time from `a` to `b`; negative when `b` is before `a`. */
  sessionTimeBetween(a: number, b: number): number;
  /** The sessions of the dates from the first to the last, both included. */
  sessions(from: string, to: string): readonly Session[];
}

/** What a definition may write: the code of a calendar that Vedette knows, or one of its own as data. */
export type CalendarOption = CalendarCode | CustomCalendar;

/** A cache: a calendar is built once for each code, and for each custom definition as long as that lives. */
const BUILT = new Map<CalendarCode, Calendar>();
const BUILT_CUSTOM = new WeakMap<CustomCalendar, Calendar>();

/** The calendar of an option that keeps `calendarRule`. The first call for one takes tens of milliseconds, later ones none. */
export function calendarOf(option: CalendarOption): Calendar {
  const known = typeof option === 'string' ? BUILT.get(option) : BUILT_CUSTOM.get(option);
  if (known) return known;
  const calendar = build(timetableOf(option));
  if (typeof option === 'string') BUILT.set(option, calendar);
  else BUILT_CUSTOM.set(option, calendar);
  return calendar;
}

/** The data that a calendar is built from. */
export const timetableOf = (option: CalendarOption): Timetable =>
  typeof option === 'string' ? EXCHANGES[option] : customTimetable(option);

function build(timetable: Timetable): Calendar {
  const { code, name, timeZone, horizon } = timetable;
  const sessions = sessionsOf(timetable);
  const starts = Float64Array.from(sessions, ({ open }) => open);
  const timeline = timelineOf(sessions);
  const { opens, closes } = timeline;
  return {
    code,
    name,
    timeZone,
    horizon,
    isOpen: (t) => isOpenAt(timeline, t),
    session(t) {
      const last = sessions[lastAtOrBefore(starts, t)];
      return last && t < last.close ? last : undefined;
    },
    nextOpen: (t) => opens[lastAtOrBefore(opens, t) + 1],
    nextClose: (t) => closes[lastAtOrBefore(closes, t) + 1],
    previousOpen: (t) => opens[lastAtOrBefore(opens, t)],
    previousClose: (t) => closes[lastAtOrBefore(closes, t)],
    sessionTimeBetween: (a, b) => openTimeUntil(timeline, b) - openTimeUntil(timeline, a),
    sessions: (from, to) => sessions.filter(({ date }) => date >= from && date <= to),
  };
}
