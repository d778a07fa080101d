import type { Assertion } from '../../../model/assertion/assertion.ts';
import type { CommonOptions } from '../../../model/check.ts';
import type { Duration } from '../../../model/duration.ts';
import type { Due } from '../../../model/market/market-now.ts';
import type { Share } from '../../../model/market/rules.ts';
import type { TimeFormat } from '../../../model/market/tick.ts';
import type { CalendarOption } from '../../../model/session/calendar.ts';
import type { ApiStep } from '../../api/check.ts';
import type { HttpOptions } from '../../http/check.ts';
import type { Rows } from '../words.ts';

/** A request as an `http` check makes it. */
export interface FreshnessRequest extends Omit<HttpOptions, keyof CommonOptions> {
  /** Whose all rows of its answer are, for a source that does not say so in them. @default what `rows` reads */
  readonly symbol?: string;
}

/** Symbols that trade less than the others, or elsewhere. */
export interface SymbolGroup {
  readonly name: string;
  /** By name, or by a pattern (linear time) that matches somewhere in it. */
  readonly symbols: readonly string[] | RegExp;
  /** @default the check's own */
  readonly limit?: Duration;
  /** @default the check's own */
  readonly calendar?: CalendarOption;
}

/** What makes data unsound whatever its age. `false` does not look. */
export interface SanityOptions {
  /** How far a stamp may be ahead of our clock. @default '5s' */
  readonly future?: Duration | false;
  /** Answers in a row, 2 to 100, that are stamped with their own moment while the value stands still. @default 3 */
  readonly now?: number | false;
  /** So many new stamps (2 to 10,000) without a new value, or so much session time with three of them. @default { updates: 20, for: '15m' }; false with `due` */
  readonly flat?: { readonly updates?: number; readonly for?: Duration } | false;
  /** Prices of zero and below. @default true */
  readonly price?: boolean;
  /** How far a price may be from the last one, or from its reference. @default { band: '10%' } */
  readonly jump?: { readonly band?: Share; readonly reference?: Readonly<Record<string, number>> } | false;
  /** Bids above their asks. @default true */
  readonly crossed?: boolean;
  /** Sequences that go back, or leave something out within one answer. @default true */
  readonly sequence?: boolean;
}

/** What a provider lets us ask: at least one of the first three. Days and minutes count this check at all of its locations. */
export interface Quota {
  /** Requests in a day (UTC), 1 to 10,000,000. Counted: a run that would go over it is not made. @default no limit */
  readonly callsPerDay?: number;
  /** Requests in a minute, 1 to 1,000,000. @default no limit */
  readonly callsPerMinute?: number;
  /** Requests in a second, 1 to 1,000: those of one run are spaced so. @default no limit */
  readonly callsPerSecond?: number;
  /** How an answer of success says that it was asked too often, as some have it instead of a 429 (linear time). @default none */
  readonly refusal?: RegExp;
}

/** Exactly one of `request`, `requests` and `steps` says where the data is. */
export interface FreshnessOptions extends CommonOptions {
  /** When the market trades: age is counted in its session time, and while it is closed nothing is asked. */
  readonly calendar: CalendarOption;
  /** One request, as an `http` check makes it. */
  readonly request?: FreshnessRequest;
  /** Several, 1 to 50, four at a time. */
  readonly requests?: readonly FreshnessRequest[];
  /** As an `api` check has them; the rows are in the answer of the last. */
  readonly steps?: readonly ApiStep[];
  readonly rows: Rows;
  /** How the event time is written. Without a zone it is UTC. @default 'iso' */
  readonly time?: TimeFormat;
  /** What must be there: up to 20,000 symbols, or how many. @default whatever comes */
  readonly symbols?: readonly string[] | { readonly atLeast: number };
  /** Age in session time above which a symbol is stale, `'100ms'` to `'30d'`. @default '1m' */
  readonly limit?: Duration;
  /** Symbols with a limit or a calendar of their own; the first group that has a symbol counts. @default [] */
  readonly groups?: readonly SymbolGroup[];
  /** The share of symbols up to which a finding degrades; above it, it fails. @default '5%' */
  readonly tolerate?: Share;
  /** Symbols that matter each by itself, and the age at which one of them fails the check. @default none; above '300s' */
  readonly named?: { readonly symbols: readonly string[]; readonly above?: Duration };
  /** How long after an opening, or a break, nothing is stale yet. @default '1m' */
  readonly grace?: Duration;
  /** Age of a market's newest symbol above which its pipeline is late. @default '30s', or `limit` where one is written that is longer */
  readonly lag?: Duration | false;
  /** The share of the wanted symbols that must be there. @default '99%' */
  readonly coverage?: Share;
  /** For data that is out once a trading day, as an end-of-day file is: the time of day at which it must be there. */
  readonly due?: Due;
  readonly sanity?: SanityOptions;
  /** What the provider lets us ask: more is refused at synth, and counted. @default no limit */
  readonly quota?: Quota;
  /** What must hold of all requests together. @default [] */
  readonly expect?: readonly Assertion<'phase'>[];
}
