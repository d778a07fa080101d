import type { Tick } from '../../model/market/tick.ts';
import type { Fault } from '../../model/reason.ts';
import type { Fits, MessageReader, Part } from './messages.ts';
import type { Ear, Incoming } from './wire.ts';

/** Takes the ticks as they come; `at` is monotonic milliseconds. */
export interface Takes {
  tick(tick: Tick, at: number): void;
}

/** What came while it was watched, beside the ticks. */
export interface Counts {
  messages: number;
  /** Messages that say that the connection lives, and nothing else. */
  heartbeats: number;
  /** Pings, pongs and comments of the protocol. */
  signs: number;
  /** Messages that are neither ticks nor heartbeats. */
  others: number;
  malformed: number;
}

/** What is kept of a message for people: a target must not choose the size of our evidence. */
const EXCERPT = 1_024;

const NONE: Counts = { messages: 0, heartbeats: 0, signs: 0, others: 0, malformed: 0 };

/** Messages that are kept until somebody waits for them: a greeting is one, and a flood must not be kept. */
const MOST_EARLY = 16;

/** Hears a connection: first for the answers to what was said, then for the ticks. */
export class Listener implements Ear {
  counts: Counts = { ...NONE };
  readonly #reader: MessageReader;
  readonly #monotonic: () => number;
  #ticks: Takes | undefined;
  #awaited: Fits | undefined;
  /** What came while nobody waited, as a greeting does that is in the same packet as the end of the handshake. */
  #early: Part[] = [];
  #wake: () => void = () => {};
  /** Why the connection is over; `undefined` while it is not. */
  ended: Fault | undefined;
  /** What came last that was no tick and no heartbeat; empty when nothing did. */
  lastWords = '';
  /** The first message that could not be read, and why. */
  firstMalformed: { readonly why: string; readonly excerpt: string } | undefined;

  constructor(reader: MessageReader, monotonic: () => number) {
    this.#reader = reader;
    this.#monotonic = monotonic;
  }

  readonly onMessage = (incoming: Incoming): void => {
    const at = this.#monotonic();
    const parts = this.#reader.parts(incoming);
    if (this.#ticks) this.counts.messages += 1;
    if (typeof parts === 'string') this.#malformed(parts, incoming);
    else for (const part of parts) this.#hear(part, at, incoming);
  };

  readonly onSign = (): void => {
    if (this.#ticks) this.counts.signs += 1;
  };

  readonly onEnd = (fault: Fault): void => {
    this.ended = fault;
    this.#wake();
  };

  /** From now on what comes is counted. */
  count(ticks: Takes): void {
    this.#ticks = ticks;
  }

  /** Begins to count anew. */
  restart(): void {
    this.counts = { ...NONE };
    this.firstMalformed = undefined;
  }

  /** What came until now answers nothing that is said from now on. */
  forget(): void {
    this.#early = [];
  }

  /**
   * Waits until a message fits, unless one has come already. `false` when the time was over or the connection ended first;
   * throws the signal's reason.
   */
  async waitFor(fits: Fits, limitMs: number, signal: AbortSignal): Promise<boolean> {
    const early = this.#early.findIndex(fits);
    this.#early = this.#early.slice(early + 1);
    if (early >= 0) return true;
    this.#awaited = fits;
    await this.#wait(limitMs, signal);
    const came = this.#awaited === undefined;
    this.#awaited = undefined;
    return came;
  }

  /** Waits so long, unless the connection ends before. Throws the signal's reason. */
  async listen(forMs: number, signal: AbortSignal): Promise<void> {
    await this.#wait(forMs, signal);
  }

  #hear(part: Part, at: number, incoming: Incoming): void {
    if (this.#awaited?.(part)) {
      this.#awaited = undefined;
      this.#wake();
      return;
    }
    if (!this.#ticks && !this.#awaited) this.#early = [...this.#early, part].slice(-MOST_EARLY);
    const content = this.#reader.content(part);
    if (content.is === 'malformed') this.#malformed(content.why, incoming);
    if (content.is === 'other') this.lastWords = excerptOf(incoming);
    if (!this.#ticks) return;
    if (content.is === 'heartbeat') this.counts.heartbeats += 1;
    if (content.is === 'other') this.counts.others += 1;
    if (content.is === 'ticks') for (const tick of content.ticks) this.#ticks.tick(tick, at);
  }

  #malformed(why: string, incoming: Incoming): void {
    if (!this.#ticks) {
      this.lastWords = excerptOf(incoming);
      return;
    }
    this.counts.malformed += 1;
    this.firstMalformed ??= { why, excerpt: excerptOf(incoming) };
  }

  #wait(limitMs: number, signal: AbortSignal): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const over = (settle: () => void) => () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        settle();
      };
      const abort = over(() => reject(signal.reason));
      this.#wake = over(resolve);
      // A timer drops the fraction of a millisecond, and would ring too early for who counts them.
      const timer = setTimeout(this.#wake, Math.ceil(limitMs));
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    });
  }
}

const excerptOf = ({ data }: Incoming): string =>
  typeof data === 'string'
    ? data.slice(0, EXCERPT)
    : `${data.length} bytes: ${Buffer.from(data.subarray(0, EXCERPT / 4)).toString('hex')}`;
