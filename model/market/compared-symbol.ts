import type { Calendar } from '../session/calendar.ts';
import type { Tick } from './tick.ts';

/** What one source says. */
export interface Said {
  readonly name: string;
  /** The latest of each symbol. */
  readonly ticks: ReadonlyMap<string, Tick>;
  /**
   * When it began to be listened to, epoch milliseconds, for a source that pushes: of what it did not say since then it says
   * no more than that. Absent for one that is asked.
   */
  readonly since?: number;
}

export interface ComparisonLimits {
  /** How far one source may be behind another, in milliseconds of session time. */
  readonly ageMs: number;
  /** How far prices may be apart, in basis points. */
  readonly priceBp: number;
  /** Symbols with limits of their own; the first that has a symbol counts. */
  readonly groups: readonly {
    readonly has: (symbol: string) => boolean;
    readonly ageMs?: number;
    readonly priceBp?: number;
  }[];
  /** What is compared. Absent for whatever one of them has. */
  readonly symbols: ReadonlySet<string> | undefined;
  /** The share of symbols up to which a finding degrades; above it, it fails. 0 to 1. */
  readonly tolerate: number;
}

/** One symbol as several sources have it. */
export interface Compared {
  readonly symbol: string;
  /** The source with the newest event; empty where nobody tells a time. */
  readonly leader: string;
  /** How far the last one is behind the first, in milliseconds of session time. */
  readonly apartMs: number;
  readonly limitMs: number;
  /** The sources that are behind by more than the limit. */
  readonly laggards: readonly { readonly name: string; readonly ms: number }[];
  /** The sources that are asked and do not have it. */
  readonly lackedBy: readonly string[];
  /** Absent where fewer than two sources have a price that is of the same time. */
  readonly divergence?: Divergence;
}

export interface Divergence {
  /** Basis points: hundredths of a percent. */
  readonly bp: number;
  readonly limitBp: number;
  readonly isBeyond: boolean;
  readonly says: string;
}

interface Aged {
  readonly name: string;
  readonly at: number;
  readonly price: number | undefined;
}

/** Holds one symbol's sources against each other. */
export function compareSymbol(
  symbol: string,
  sources: readonly Said[],
  limits: ComparisonLimits,
  calendar: Calendar,
): Compared {
  const own = limits.groups.find(({ has }) => has(symbol));
  const limitMs = own?.ageMs ?? limits.ageMs;
  const newest = newestOf(symbol, sources);
  const behind = sources
    .flatMap((source) => agedOf(source, symbol))
    .map(({ name, at, price }) => ({
      name,
      price,
      ms: newest ? Math.max(0, calendar.sessionTimeBetween(at, newest.at)) : 0,
    }));
  const divergence = divergenceOf(
    behind.filter(({ ms }) => ms <= limitMs),
    own?.priceBp ?? limits.priceBp,
  );
  return {
    symbol,
    leader: newest?.name ?? '',
    apartMs: Math.max(0, ...behind.map(({ ms }) => ms)),
    limitMs,
    laggards: behind.filter(({ ms }) => ms > limitMs),
    lackedBy: sources
      .filter(({ since, ticks }) => since === undefined && !ticks.has(symbol))
      .map(({ name }) => name),
    ...(divergence && { divergence }),
  };
}

/** The newest event that anybody tells of. */
function newestOf(
  symbol: string,
  sources: readonly Said[],
): { readonly name: string; readonly at: number } | undefined {
  const told = sources.flatMap(({ name, ticks }) => {
    const at = ticks.get(symbol)?.at;
    return at === undefined ? [] : [{ name, at }];
  });
  return told.sort((one, other) => other.at - one.at)[0];
}

/** A source that pushes and said nothing of a symbol knows of no event since it was listened to. */
function agedOf({ name, ticks, since }: Said, symbol: string): Aged[] {
  const tick = ticks.get(symbol);
  const at = tick?.at ?? since;
  return at === undefined ? [] : [{ name, at, price: tick?.price }];
}

const BASIS_POINTS = 10_000;

/** Of two prices the first source's counts, of more the one in the middle: who is alone is the one that is apart. */
function divergenceOf(
  told: readonly { readonly name: string; readonly price: number | undefined }[],
  limitBp: number,
): Divergence | undefined {
  const priced = told.flatMap(({ name, price }) => (price === undefined ? [] : [{ name, price }]));
  const positive = priced.filter(({ price }) => price > 0);
  const reference = positive.length > 2 ? middleOf(positive) : positive[0];
  if (!reference || priced.length < 2) return undefined;
  const [furthest] = priced
    .map(({ name, price }) => ({
      name,
      price,
      bp: (BASIS_POINTS * Math.abs(price - reference.price)) / reference.price,
    }))
    .sort((one, other) => other.bp - one.bp);
  if (!furthest) return undefined;
  const { name, price, bp } = furthest;
  const says = `${name} says ${price} and ${reference.name} ${reference.price}, ${Math.round(bp)} bp`;
  return { bp, limitBp, isBeyond: bp > limitBp, says };
}

const middleOf = <One extends { readonly price: number }>(priced: readonly One[]): One | undefined =>
  priced.toSorted((one, other) => one.price - other.price)[Math.floor((priced.length - 1) / 2)];
