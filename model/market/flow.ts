import type { AssertionOutcome } from '../assertion/assertion.ts';
import type { Distribution } from '../distribution.ts';
import { Spread } from '../spread.ts';
import { StreamSanity, type StreamSanityLimits } from './stream-sanity.ts';
import type { Tick } from './tick.ts';

export interface FlowOptions {
  /** The symbols that must tick; others are followed as they come. */
  readonly symbols: readonly string[];
  /** When the watch begins, in milliseconds of a clock that never goes back: the clock of every `at` below. */
  readonly startedAt: number;
  /** What makes an `at` epoch milliseconds. */
  readonly epochOffset: number;
  readonly sanity: StreamSanityLimits;
  /** How long each symbol had been silent when it was last watched, in milliseconds. @default none was */
  readonly silentBefore?: ReadonlyMap<string, number>;
}

/** What was seen of one symbol. Times are milliseconds, `at` those of the watch's clock. */
export interface SymbolFlow {
  readonly ticks: number;
  /** When it ticked last; absent when it did not. */
  readonly lastAt?: number;
  /** How long it has been silent at the end, with the silence of watches before; time between watches counts for nothing. */
  readonly silentMs: number;
}

/** What a watch came to. */
export interface FlowSummary {
  readonly watchedMs: number;
  readonly ticks: number;
  /** Whether it is told from the beginning, and not from the last time that it was told. */
  readonly isFirst: boolean;
  /** From the beginning to the first tick; absent without any. */
  readonly firstTickMs?: number;
  /** The longest time without a tick of any symbol, from the beginning to the end. */
  readonly longestGapMs: number;
  /** How long it was silent at the end. */
  readonly silentMs: number;
  /** From an event at the source to its tick here, by two clocks. Below 0 counts as 0. Milliseconds. */
  readonly latency: Distribution;
  /** Updates that a jump of a sequence says were never sent. */
  readonly lost: number;
  /** In how many places. */
  readonly gaps: number;
  /** Ticks whose sequence is not above the one before. */
  readonly wentBack: number;
  /** The wanted symbols; without any, those that ticked. */
  readonly symbols: ReadonlyMap<string, SymbolFlow>;
  /** What was looked for in each tick by itself. */
  readonly sanity: readonly AssertionOutcome[];
  /** The symbols that lost the most, the worst first. */
  readonly losers: readonly { readonly symbol: string; readonly lost: number }[];
}

interface Seen {
  ticks: number;
  lastAt: number;
  sequence: number | undefined;
  lost: number;
}

/** A source must not choose how much we remember: ticks of further symbols count for all together only. */
const MAX_SYMBOLS = 50_000;

const LOSERS = 50;

/** Adds up the ticks of a stream as they come, in memory that grows with the symbols and not with the ticks. */
export class Flow {
  readonly #options: FlowOptions;
  readonly #seen = new Map<string, Seen>();
  #latency = new Spread();
  readonly #sanity: StreamSanity;
  #startedAt: number;
  #ticks = 0;
  #firstAt: number | undefined;
  #lastAt: number;
  #longestGap = 0;
  #gaps = 0;
  #lost = 0;
  #wentBack = 0;

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#startedAt = options.startedAt;
    this.#lastAt = options.startedAt;
    this.#sanity = new StreamSanity(options.sanity);
  }

  tick(tick: Tick, at: number): void {
    this.#ticks += 1;
    this.#firstAt ??= at;
    this.#longestGap = Math.max(this.#longestGap, at - this.#lastAt);
    this.#lastAt = at;
    const before = this.#seen.get(tick.symbol);
    this.#time(tick, at, before === undefined);
    this.#sanity.look(tick, at + this.#options.epochOffset);
    if (before) this.#follow(before, tick, at);
    else if (this.#seen.size < MAX_SYMBOLS)
      this.#seen.set(tick.symbol, { ticks: 1, lastAt: at, sequence: tick.sequence, lost: 0 });
  }

  /**
   * What a source says first of a symbol may be what it knew before, as a snapshot: that is as old as it is, and not late.
   * It counts when it happened since the watch began.
   */
  #time({ at: event }: Tick, at: number, isFirst: boolean): void {
    const { epochOffset, startedAt } = this.#options;
    if (event === undefined || (isFirst && event < startedAt + epochOffset)) return;
    this.#latency.add(at + epochOffset - event);
  }

  #follow(seen: Seen, { sequence }: Tick, at: number): void {
    seen.ticks += 1;
    seen.lastAt = at;
    if (sequence === undefined) return;
    const step = seen.sequence === undefined ? 1 : sequence - seen.sequence;
    seen.sequence = sequence;
    if (step < 1) this.#wentBack += 1;
    if (step <= 1) return;
    this.#gaps += 1;
    this.#lost += step - 1;
    seen.lost += step - 1;
  }

  /** Begins to count anew, and goes on with what it knows of each symbol: silence and sequences have no seam. */
  restart(at: number): void {
    this.#startedAt = at;
    this.#ticks = 0;
    this.#longestGap = 0;
    this.#gaps = 0;
    this.#lost = 0;
    this.#wentBack = 0;
    this.#latency = new Spread();
    this.#sanity.restart();
    for (const seen of this.#seen.values()) Object.assign(seen, { ticks: 0, lost: 0 });
  }

  /** What came until now. */
  summary(endedAt: number): FlowSummary {
    const { startedAt } = this.#options;
    const silentMs = endedAt - this.#lastAt;
    return {
      watchedMs: endedAt - this.#startedAt,
      isFirst: this.#startedAt === startedAt,
      ticks: this.#ticks,
      ...(this.#firstAt !== undefined && { firstTickMs: this.#firstAt - startedAt }),
      longestGapMs: Math.max(this.#longestGap, silentMs),
      silentMs,
      latency: this.#latency.distribution(),
      lost: this.#lost,
      gaps: this.#gaps,
      wentBack: this.#wentBack,
      symbols: this.#symbols(endedAt),
      sanity: this.#sanity.findings(),
      losers: this.#losers(),
    };
  }

  #symbols(endedAt: number): ReadonlyMap<string, SymbolFlow> {
    const { symbols } = this.#options;
    const told = symbols.length > 0 ? symbols : [...this.#seen.keys()];
    return new Map(told.map((symbol) => [symbol, this.#symbol(symbol, endedAt)]));
  }

  #symbol(symbol: string, endedAt: number): SymbolFlow {
    const { startedAt, silentBefore } = this.#options;
    const seen = this.#seen.get(symbol);
    if (seen) return { ticks: seen.ticks, lastAt: seen.lastAt, silentMs: endedAt - seen.lastAt };
    return { ticks: 0, silentMs: (silentBefore?.get(symbol) ?? 0) + endedAt - startedAt };
  }

  #losers(): FlowSummary['losers'] {
    return [...this.#seen]
      .filter(([, { lost }]) => lost > 0)
      .map(([symbol, { lost }]) => ({ symbol, lost }))
      .sort((one, other) => other.lost - one.lost)
      .slice(0, LOSERS);
  }
}
