/** A calendar date, YYYY-MM-DD. As text it sorts as in time. */
export type CivilDate = string;

/** A wall-clock time of day, HH:MM from 00:00 to 24:00. */
export type ClockTime = string;

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Days since 1970-01-01; NaN when the text is no date. */
export function dayOf(date: CivilDate): number {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  return dateOf(day) === date ? day : Number.NaN;
}

/** The date of a day since 1970-01-01; empty for what is no day. */
export const dateOf = (day: number): CivilDate =>
  Number.isInteger(day) ? new Date(day * DAY_MS).toISOString().slice(0, 10) : '';

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

export const weekdayOf = (day: number): Weekday => WEEKDAYS.at((day + EPOCH_WEEKDAY) % 7) ?? 'sunday';

/** Milliseconds from midnight to a time, as the clock on the wall shows them. */
export function clockMs(time: ClockTime): number {
  const [hours, minutes] = time.split(':');
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}
