import type { Lane } from '../../model/lane.ts';

/** Gives a permit back; from the second call on it does nothing. */
export type Leave = () => void;

/**
 * Attempts that open their connection at once. A handshake is work for this process's one thread, so each further one
 * makes the others longer, and that is told as the targets' time; but one alone wakes the event loop for every packet,
 * which costs a tenth more CPU. `npm run bench -- --only burst` and `--only probing` measure the two.
 */
const PERMITS = 2;

/** A permit is taken back after this time: a target that hangs costs the network's time, not ours. Milliseconds. */
const HOLD_MS = 20;

interface GateOptions {
  /** @default 2 */
  readonly permits?: number;
  /** `false` for a permit that is kept until it is given back. @default 20 */
  readonly holdMs?: number | false;
}

/** The gates of one process: a browser has the processor to itself for as long as its probe takes. */
export const gates = (): Readonly<Record<Lane, Gate>> => ({
  light: new Gate(),
  browser: new Gate({ permits: 1, holdMs: false }),
});

/** Lets so many attempts begin at once, first come first served. */
export class Gate {
  #free: number;
  readonly #holdMs: number | false;
  readonly #waiting = new Set<() => void>();

  constructor({ permits = PERMITS, holdMs = HOLD_MS }: GateOptions = {}) {
    this.#free = permits;
    this.#holdMs = holdMs;
  }

  /** Waits for a permit. Throws the signal's reason when it aborts before there is one. */
  async enter(signal: AbortSignal): Promise<Leave> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    let isHeld = true;
    const leave = () => {
      if (!isHeld) return;
      isHeld = false;
      clearTimeout(timer);
      this.#pass();
    };
    const timer = this.#holdMs === false ? undefined : setTimeout(leave, this.#holdMs);
    return leave;
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(enter);
    });
  }

  #pass(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
