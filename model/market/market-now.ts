import { type Calendar, type CalendarOption, calendarOf } from '../session/calendar.ts';
import { clockMs, DAY_MS, dateOf, dayOf } from '../session/civil.ts';
import { zoneOf } from '../session/zone.ts';

/** A market as it is at one moment. Times are epoch milliseconds. */
export interface MarketNow {
  readonly calendar: Calendar;
  /** Whether data is to be judged at all. */
  readonly isOpen: boolean;
  /** Whether it has been open for longer than the grace. */
  readonly isSettled: boolean;
  /** When it opened, or went on after a break; -Infinity where there is no opening to speak of. */
  readonly openedAt: number;
  /** How old an event is, in milliseconds of session time; 0 for one that is to come. */
  readonly ageMs: (at: number) => number;
}

/** Data that is out once for each trading day, as an end-of-day file is. */
export interface Due {
  /** The time of day at which it must be there, HH:MM. */
  readonly by: string;
  /** Whose wall clock. @default the calendar's */
  readonly zone?: string;
}

/** Gives each market as it is at `now`, worked out once. */
export function marketsAt(now: number, graceMs: number, due?: Due): (option: CalendarOption) => MarketNow {
  const known = new Map<CalendarOption, MarketNow>();
  return (option) => {
    const before = known.get(option);
    if (before) return before;
    const calendar = calendarOf(option);
    const market = due ? dueMarket(calendar, due, now) : sessionMarket(calendar, graceMs, now);
    known.set(option, market);
    return market;
  };
}

function sessionMarket(calendar: Calendar, graceMs: number, now: number): MarketNow {
  const openedAt = calendar.previousOpen(now) ?? Number.NEGATIVE_INFINITY;
  return {
    calendar,
    isOpen: calendar.isOpen(now),
    isSettled: now - openedAt >= graceMs,
    openedAt,
    ageMs: (at) => Math.max(0, calendar.sessionTimeBetween(at, now)),
  };
}

/** Data of a day is late once the day's time has passed: its age is how late the first day is that it lacks. */
function dueMarket(calendar: Calendar, { by, zone = calendar.timeZone }: Due, now: number): MarketNow {
  const today = Math.floor(now / DAY_MS);
  const places = zoneOf(zone, { fromDay: today - LOOK_BACK_DAYS, toDay: today + 1 });
  const deadlines = calendar
    .sessions(dateOf(today - LOOK_BACK_DAYS), dateOf(today + 1))
    .map(({ date }) => ({ date, at: places.instantOf(dayOf(date), clockMs(by)) }));
  const lateBy = (date: string): number => {
    const missed = deadlines.find((one) => one.date > date);
    return missed ? Math.max(0, now - missed.at) : 0;
  };
  return {
    calendar,
    isOpen: true,
    isSettled: true,
    openedAt: Number.NEGATIVE_INFINITY,
    ageMs: (at) => lateBy(dateOf(Math.floor((at + places.offsetAt(at)) / DAY_MS))),
  };
}

/** Data that lacks more than so many days is as late as this. */
const LOOK_BACK_DAYS = 40;
