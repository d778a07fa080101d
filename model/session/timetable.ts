import type { CivilDate, ClockTime, Weekday } from './civil.ts';

/** From one wall-clock time to another, the second not included. */
export type ClockRange = readonly [from: ClockTime, to: ClockTime];

/** The hours of a market's ordinary day, in its own zone. */
export interface Hours {
  /** The first date with these hours. @default the first that the calendar knows */
  readonly from?: CivilDate;
  /** The days of the week that have them. @default Monday to Friday */
  readonly days?: readonly Weekday[];
  /** An opening that is not before the close is on the day before, as of a market that opens on Sunday evening. */
  readonly open: ClockTime;
  readonly close: ClockTime;
  /** When trading rests within the day. @default none */
  readonly breaks?: readonly ClockRange[];
  /** What leads to the opening: quotes or orders without regular trading. */
  readonly pre?: ClockRange;
  /** What follows the close; on a day that closes early it moves with the close. */
  readonly post?: ClockRange;
}

/** Dates of a table: separated by spaces, ascending. */
export type Dates = string;

/** Days on which a market opened or closed at another time than its hours say. */
export interface Irregular {
  readonly name: string;
  readonly open?: ClockTime;
  readonly close?: ClockTime;
  readonly dates: Dates;
}

/** What is not as the hours say. */
export interface Exceptions {
  /** Why it was closed, and on which dates that would have been trading days. */
  readonly closed: Readonly<Record<string, Dates>>;
  readonly irregular: readonly Irregular[];
}

/** A market's calendar as plain data. Of the hours that fit a date the last one counts. */
export interface Timetable extends Exceptions {
  readonly code: string;
  readonly name: string;
  /** A name of the IANA zone database. */
  readonly timeZone: string;
  readonly horizon: { readonly from: CivilDate; readonly to: CivilDate };
  readonly hours: readonly Hours[];
}
