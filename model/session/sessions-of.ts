import { type ClockTime, clockMs, dateOf, dayOf, type Weekday, weekdayOf } from './civil.ts';
import type { ClockRange, Hours, Irregular, Timetable } from './timetable.ts';
import { type Zone, zoneOf } from './zone.ts';

/** One trading session of a market. Times are epoch milliseconds; a range's end is not within it. */
export interface Session {
  /** The exchange's trading date, YYYY-MM-DD: of a session that opens the evening before, the day of its close. */
  readonly date: string;
  readonly open: number;
  readonly close: number;
  /** When trading rests within it. */
  readonly breaks: readonly (readonly [from: number, to: number])[];
  /** Whether it closes earlier than the day's hours say. */
  readonly early: boolean;
  readonly pre?: readonly [from: number, to: number];
  readonly post?: readonly [from: number, to: number];
}

const WORKING_DAYS: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

/** Every session of a timetable within its horizon, in order. Takes tens of milliseconds. */
export function sessionsOf(timetable: Timetable): Session[] {
  const { horizon, timeZone } = timetable;
  const [fromDay, toDay] = [dayOf(horizon.from), dayOf(horizon.to)];
  const zone = zoneOf(timeZone, { fromDay, toDay });
  const closed = new Set(Object.values(timetable.closed).flatMap(datesOf));
  const irregular = new Map(
    timetable.irregular.flatMap((day) => datesOf(day.dates).map((date) => [date, day])),
  );
  const sessions: Session[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    const date = dateOf(day);
    const hours = hoursOn(timetable.hours, date, weekdayOf(day));
    if (hours && !closed.has(date)) sessions.push(sessionOn(day, hours, irregular.get(date), zone));
  }
  return sessions;
}

/** The single dates of a table's entry. */
export const datesOf = (dates: string): string[] => dates.split(' ').filter(Boolean);

/** The hours that an ordinary day of this date would have. */
export const hoursOn = (every: readonly Hours[], date: string, weekday: Weekday): Hours | undefined =>
  every.findLast(({ from = '', days = WORKING_DAYS }) => from <= date && days.includes(weekday));

function sessionOn(day: number, hours: Hours, irregular: Irregular | undefined, zone: Zone): Session {
  const { open: usualOpen, close: usualClose, breaks = [], pre, post } = hours;
  const opensBefore = clockMs(usualOpen) >= clockMs(usualClose);
  const at = (time: ClockTime) => zone.instantOf(day, clockMs(time));
  const openAt = (time: ClockTime) =>
    opensBefore && time >= usualOpen ? zone.instantOf(day - 1, clockMs(time)) : at(time);
  const open = openAt(irregular?.open ?? usualOpen);
  const close = at(irregular?.close ?? usualClose);
  const moved = close - at(usualClose);
  const range = ([from, to]: ClockRange) => [at(from), at(to)] as const;
  return {
    date: dateOf(day),
    open,
    close,
    breaks: breaks.map(range).filter(([from, to]) => from > open && to < close),
    early: moved < 0,
    ...(pre && { pre: range(pre) }),
    ...(post && { post: [at(post[0]) + moved, at(post[1]) + moved] as const }),
  };
}
