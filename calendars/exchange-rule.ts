import type { CivilDate, ClockTime } from '../model/session/civil.ts';

/** Tells weekends and holidays of the exchange. */
export type IsClosed = (date: CivilDate) => boolean;

/** Days on which an exchange opened or closed at another time than usual. */
export interface IrregularRule {
  readonly name: string;
  readonly open?: ClockTime;
  readonly close?: ClockTime;
  /** Those on which it is closed are left out. */
  readonly dates: readonly CivilDate[] | ((isClosed: IsClosed) => readonly CivilDate[]);
}

/** How an exchange's days follow from its country's holidays, and where they do not. */
export interface ExchangeRule {
  /** The country, and where the library has one the region, whose public and bank holidays are the rule. */
  readonly country: readonly [country: string, region?: string];
  /** Holidays that the exchange does not keep, by the library's English names. @default none */
  readonly drops?: readonly string[];
  /** Dates of the rule on which the exchange traded all the same. @default none */
  readonly trades?: readonly CivilDate[];
  /** Closures that the rule does not know, by name. @default none */
  readonly closes?: Readonly<Record<string, readonly CivilDate[]>>;
  /** Half days and the like, one for each date at most. */
  readonly irregular: readonly IrregularRule[];
}
