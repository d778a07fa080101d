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

/** Lets so many attempts begin at once, first come first served. One for each process. */
export class Gate {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(permits = PERMITS) {
    this.#free = permits;
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
    const timer = setTimeout(leave, HOLD_MS);
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
