import type { Assertion } from '../../../model/assertion/assertion.ts';
import type { CommonOptions } from '../../../model/check.ts';
import type { Duration } from '../../../model/duration.ts';
import type { Share } from '../../../model/market/rules.ts';
import type { TimeFormat } from '../../../model/market/tick.ts';
import type { CalendarOption } from '../../../model/session/calendar.ts';
import type { ApiStep } from '../../api/check.ts';
import type { FreshnessRequest, Rows } from '../../freshness/check.ts';
import type { StreamOptions } from '../../stream/check.ts';

/** What a stream check has that a source has too: the rest is the comparison's. */
export const OF_A_STREAM = [
  'url',
  'headers',
  'query',
  'auth',
  'ip',
  'tls',
  'protocols',
  'open',
  'decode',
  'ticks',
  'heartbeats',
  'time',
  'maxMessageBytes',
] as const satisfies readonly (keyof StreamOptions)[];

/** A source that is asked, as a `freshness` check asks: with exactly one of `request`, `requests` and `steps`. */
export interface PolledSource {
  /** What the verdict calls it: 1 to 50 characters, each source its own. */
  readonly name: string;
  readonly request?: FreshnessRequest;
  /** Several, each with rows of its own, up to 50. */
  readonly requests?: readonly FreshnessRequest[];
  readonly steps?: readonly ApiStep[];
  readonly rows: Rows;
  /** How its event time is written. @default 'iso' */
  readonly time?: TimeFormat;
}

/** A source that pushes, as a `stream` check watches it. */
export interface PushedSource {
  readonly name: string;
  readonly stream: Pick<StreamOptions, (typeof OF_A_STREAM)[number]>;
}

export interface CompareOptions extends CommonOptions {
  /** When the market trades: ages are counted in its session time, and while it is closed nothing is asked. */
  readonly calendar: CalendarOption;
  /** 2 to 5. The first is the one whose price counts where there are two. */
  readonly sources: readonly (PolledSource | PushedSource)[];
  /** What is compared, up to 5,000; what streams are asked for. @default whatever one of them has */
  readonly symbols?: readonly string[];
  /** How far one source may be behind another, in session time. @default '10s', or half the window with a stream */
  readonly age?: Duration;
  /** How far prices may be apart, in basis points. @default 50 */
  readonly price?: number;
  /** Symbols with limits of their own; the first group that has a symbol counts. @default [] */
  readonly groups?: readonly CompareGroup[];
  /** The share of symbols up to which a finding degrades; above it, it fails. @default '5%' */
  readonly tolerate?: Share;
  /** How long streams are watched, `'1s'` to `'45s'`. @default '5s' */
  readonly window?: Duration;
  /** How long after an opening, or a break, nothing is judged. @default '1m' */
  readonly grace?: Duration;
  /** What must hold of the time that it took. @default [] */
  readonly expect?: readonly Assertion<'phase'>[];
}

export interface CompareGroup {
  readonly name: string;
  /** By name, or by a pattern (linear time) that matches somewhere in it. */
  readonly symbols: readonly string[] | RegExp;
  /** @default the check's own */
  readonly age?: Duration;
  /** @default the check's own */
  readonly price?: number;
}
