import { milliseconds } from '../../../model/duration.ts';
import type { ComparisonLimits } from '../../../model/market/compared-symbol.ts';
import { shareOf } from '../../../model/market/rules.ts';
import type { CalendarOption } from '../../../model/session/calendar.ts';
import type { FreshnessSpec } from '../../freshness/check.ts';
import { hasOf, journeysOf } from '../../freshness/definition/spec.ts';
import { type StreamSpec, stream } from '../../stream/check.ts';
import type { CompareOptions } from './options.ts';

/** A source with every default in. */
export type SourceSpec =
  | {
      readonly name: string;
      readonly polled: Pick<FreshnessSpec, 'journeys' | 'rows' | 'time' | 'quota'>;
    }
  | { readonly name: string; readonly pushed: StreamSpec };

export interface CompareSpec {
  readonly calendar: CalendarOption;
  readonly sources: readonly SourceSpec[];
  readonly limits: ComparisonLimits;
  /** How long streams are watched, in milliseconds; 0 where there is none. */
  readonly windowMs: number;
  readonly graceMs: number;
}

const DEFAULT_AGE_MS = 10_000;
const DEFAULT_PRICE_BP = 50;
const DEFAULT_TOLERATE = '5%';
const DEFAULT_WINDOW = '5s';
const DEFAULT_GRACE = '1m';

/** What the probe needs to know, from sound options. */
export function specOf(options: CompareOptions): CompareSpec {
  const hasStream = options.sources.some((source) => 'stream' in source);
  const windowMs = hasStream ? milliseconds(options.window ?? DEFAULT_WINDOW) : 0;
  return {
    calendar: options.calendar,
    sources: options.sources.map((source) => sourceOf(source, options)),
    limits: limitsOf(options, windowMs),
    windowMs,
    graceMs: milliseconds(options.grace ?? DEFAULT_GRACE),
  };
}

function sourceOf(source: CompareOptions['sources'][number], options: CompareOptions): SourceSpec {
  const { name } = source;
  if ('stream' in source) {
    const { calendar, symbols } = options;
    return { name, pushed: stream.spec({ ...source.stream, calendar, ...(symbols && { symbols }) }) };
  }
  const { rows, time = 'iso', ...asked } = source;
  return { name, polled: { journeys: journeysOf(asked), rows, time, quota: {} } };
}

function limitsOf(
  { symbols, age, price, groups = [], tolerate }: CompareOptions,
  windowMs: number,
): ComparisonLimits {
  return {
    // Beyond its window a stream says nothing: half of it is for what happens in it, half for it to be missed.
    ageMs: age ? milliseconds(age) : windowMs > 0 ? windowMs / 2 : DEFAULT_AGE_MS,
    priceBp: price ?? DEFAULT_PRICE_BP,
    groups: groups.map((group) => ({
      has: hasOf(group.symbols),
      ...(group.age && { ageMs: milliseconds(group.age) }),
      ...(group.price !== undefined && { priceBp: group.price }),
    })),
    symbols: symbols && new Set(symbols),
    tolerate: shareOf(tolerate ?? DEFAULT_TOLERATE),
  };
}
