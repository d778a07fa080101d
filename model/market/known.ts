import type { Tick } from './tick.ts';

/** What earlier answers said of a symbol. Times are epoch milliseconds. */
export interface KnownSymbol {
  /** The latest event time. */
  readonly at: number | undefined;
  /** Everything but time and sequence, as text: what stands still when a feed does. */
  readonly value: string;
  /** When this value was first seen. */
  readonly since: number;
  /** Answers since then that had a new stamp. */
  readonly updates: number;
  /** Answers in a row whose stamp was the moment of the answer while the value stood still. */
  readonly stampedNow: number;
  /** The last price and sequence that were believed. */
  readonly price: Believed;
  readonly sequence: Believed;
}

/** A number that is believed, and how often another one came that is not. */
export interface Believed {
  readonly value: number | undefined;
  readonly disputed: number;
}

/** By symbol: what one check remembers from an answer to the next. */
export type Known = ReadonlyMap<string, KnownSymbol>;

/**
 * So many answers in a row must insist before a price or a sequence that cannot be is taken for the new truth: enough
 * for an alarm of two runs in three to speak, and an end to it when it is the market that has moved.
 */
export const INSISTENCE = 3;

/** What is believed after a value came. `isWrong` says that it cannot follow what is believed. */
export function believing(
  before: Believed | undefined,
  value: number | undefined,
  isWrong: boolean,
): Believed {
  if (value === undefined) return before ?? { value: undefined, disputed: 0 };
  if (!before || !isWrong || before.disputed + 1 >= INSISTENCE) return { value, disputed: 0 };
  return { value: before.value, disputed: before.disputed + 1 };
}

/** What of a tick must move when the market does; empty where it says nothing but a time, as an item of news does. */
export const standing = ({ price, size, bid, ask }: Tick): string =>
  [price, size, bid, ask].every((value) => value === undefined) ? '' : `${price} ${size} ${bid} ${ask}`;

/** When an answer was given, epoch milliseconds. */
export interface Moment {
  readonly askedAt: number;
  readonly answeredAt: number;
  /** The newest stamp in it: who stamps with the moment of the answer gives every symbol this one. */
  readonly newest: number;
}

/** What clocks of two machines may be apart and still be called right, in milliseconds. */
const CLOCKS_APART_MS = 1_000;

/** What writing one answer takes, in milliseconds. Busy symbols are older than that, and each by another age. */
const WRITING_MS = 20;

/** Whether a stamp is of the moment of the answer: near it by our clock, and the newest of its answer. */
const isOf = (at: number, { askedAt, answeredAt, newest }: Moment): boolean =>
  at >= askedAt - CLOCKS_APART_MS && at <= answeredAt + CLOCKS_APART_MS && newest - at <= WRITING_MS;

interface Believing {
  readonly price: Believed;
  readonly sequence: Believed;
}

/** What is known of a symbol after this tick. A stamp that goes back is no update. */
export function follow(
  before: KnownSymbol | undefined,
  tick: Tick,
  moment: Moment,
  believed: Believing,
): KnownSymbol {
  const { at } = tick;
  const value = standing(tick);
  const stands = before !== undefined && before.value === value && value !== '';
  const isNew = at !== undefined && (before?.at === undefined || at > before.at);
  const isNow = stands && isNew && isOf(at, moment);
  return {
    at: isNew ? at : before?.at,
    value,
    since: stands ? before.since : moment.answeredAt,
    updates: stands ? before.updates + Number(isNew) : 0,
    stampedNow: isNow ? before.stampedNow + 1 : 0,
    ...believed,
  };
}
