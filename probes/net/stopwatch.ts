import type { MeasuredPhase, Phases } from '../../model/phase.ts';
import { thousandths } from '../../model/thousandths.ts';

/** The phases that follow each other; `total` is the whole. */
export type Stage = Exclude<MeasuredPhase, 'total'>;

/** Measures the phases of one attempt. Over redirects a phase is the sum of its hops. */
export class Stopwatch {
  readonly #monotonic: () => number;
  readonly #began: number;
  readonly #spent: Partial<Record<Stage, number>> = {};
  #since: number;
  #apart = 0;
  #ended: number | undefined;
  #stage: Stage = 'dns';

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#began = monotonic();
    this.#since = this.#began;
  }

  /** The stage that is under way: where an attempt that ran out of time was stuck. */
  get stage(): Stage {
    return this.#stage;
  }

  /** Begins a stage; the one before ends here. */
  enter(stage: Stage): void {
    this.#since = this.#monotonic();
    this.#stage = stage;
  }

  /** Ends the stage that is under way and counts its time. */
  leave(): void {
    const now = this.#monotonic();
    this.#spent[this.#stage] = (this.#spent[this.#stage] ?? 0) + now - this.#since;
    this.#since = now;
  }

  /** Waits, between two stages, for something of our own: it counts for nothing, not for the total either. */
  async apart<Value>(own: Promise<Value>): Promise<Value> {
    const since = this.#monotonic();
    const value = await own;
    this.#apart += this.#monotonic() - since;
    return value;
  }

  /** Ends the whole: what is done with an answer afterwards is our own time. */
  end(): void {
    this.#ended ??= this.#monotonic();
  }

  /** What was measured so far, rounded to microseconds. */
  phases(): Phases {
    const all = { ...this.#spent, total: (this.#ended ?? this.#monotonic()) - this.#began - this.#apart };
    return Object.fromEntries(Object.entries(all).map(([name, ms]) => [name, thousandths(ms)]));
  }
}
