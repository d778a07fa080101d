import { isUp, type State } from '../../model/result.ts';

const MINUTE_MS = 60_000;
const MINUTES = 60;

/** How many of the probes of the last hour found the target up. Errored ones say nothing of it and are left out. */
export interface Success {
  readonly up: number;
  readonly judged: number;
}

/** The last hour of one check as three numbers a minute: it never grows. */
export class History {
  /** Which minute a slot holds, since the epoch. */
  readonly #minute = new Int32Array(MINUTES);
  readonly #up = new Uint32Array(MINUTES);
  readonly #judged = new Uint32Array(MINUTES);

  record(state: State, now: number): void {
    if (state === 'errored') return;
    const minute = Math.floor(now / MINUTE_MS);
    const slot = minute % MINUTES;
    if (this.#minute[slot] !== minute) {
      this.#minute[slot] = minute;
      this.#up[slot] = 0;
      this.#judged[slot] = 0;
    }
    this.#judged[slot] = (this.#judged[slot] ?? 0) + 1;
    if (isUp(state)) this.#up[slot] = (this.#up[slot] ?? 0) + 1;
  }

  lastHour(now: number): Success {
    const last = Math.floor(now / MINUTE_MS);
    const isRecent = (_: number, slot: number) => {
      const minute = this.#minute[slot] ?? 0;
      return minute > last - MINUTES && minute <= last;
    };
    return { up: sum(this.#up.filter(isRecent)), judged: sum(this.#judged.filter(isRecent)) };
  }
}

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
