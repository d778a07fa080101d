import type { CalendarOption } from '../session/calendar.ts';

/** What quotes are held against. Durations are milliseconds, shares 0 to 1. */
export interface FreshnessLimits {
  /** Of every symbol whose venue is no calendar's code and whose group names none. */
  readonly calendar: CalendarOption;
  /** Staleness in session time above which a symbol is stale. */
  readonly limitMs: number;
  /** The first that has a symbol counts. */
  readonly groups: readonly SymbolGroup[];
  /** What must be there: these symbols, or so many. Absent where whatever comes is all. */
  readonly wanted: readonly string[] | number | undefined;
  /** Symbols that matter each by itself: one of them fails the check when it is missing, or staler than this. */
  readonly named: readonly string[];
  readonly namedMs: number;
  /** How long after an opening, or a break, nothing is stale yet. */
  readonly graceMs: number;
  /** Staleness of the newest symbol above which the whole pipeline is late; `false` does not judge it. */
  readonly lagMs: number | false;
  /** The share of the wanted symbols that must be there. */
  readonly coverage: number;
  /** The share of symbols up to which a finding degrades; above it, it fails. */
  readonly tolerate: number;
  readonly sanity: SanityLimits;
}

/** Symbols that trade less than the others, or elsewhere. */
export interface SymbolGroup {
  readonly name: string;
  readonly has: (symbol: string) => boolean;
  /** @default the check's own */
  readonly limitMs?: number;
  /** @default the check's own */
  readonly calendar?: CalendarOption;
}

/** What makes data unsound whatever its age. `false` does not look. */
export interface SanityLimits {
  /** How far a stamp may be ahead of our clock, in milliseconds. */
  readonly futureMs: number | false;
  /** Answers in a row whose stamp is the moment of the answer while the value stands still. */
  readonly nowAnswers: number | false;
  /** Stamps that move while the value does not: so many updates, or so much session time. */
  readonly flat: { readonly updates: number; readonly forMs: number } | false;
  /** Whether a price of zero or below is wrong. */
  readonly price: boolean;
  /** The most that a price may be away from the last one, or from its reference, as a share of it. */
  readonly jump: { readonly band: number; readonly reference: Readonly<Record<string, number>> } | false;
  /** Whether a bid above its ask is wrong. */
  readonly crossed: boolean;
  /** Whether a sequence must rise, and rise by one within an answer. */
  readonly sequence: boolean;
}
