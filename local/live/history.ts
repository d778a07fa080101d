import { isUp, type State } from '../../model/result.ts';

const MINUTE_MS = 60_000;
const MINUTES = 60;

/** How many of the probes of the last hour found the target up. Errored ones say nothing of it and are left out. */
export interface Success {
  readonly up: number;
  readonly judged: number;
}

/** The last hour of one check as two numbers a minute: it never grows. */
export class History {
  readonly #minutes = Array.from({ length: MINUTES }, () => ({ minute: -1, up: 0, judged: 0 }));

  record(state: State, now: number): void {
    if (state === 'errored') return;
    const minute = Math.floor(now / MINUTE_MS);
    const slot = this.#minutes[minute % MINUTES];
    if (!slot) return;
    if (slot.minute !== minute) Object.assign(slot, { minute, up: 0, judged: 0 });
    slot.judged += 1;
    slot.up += isUp(state) ? 1 : 0;
  }

  lastHour(now: number): Success {
    const minute = Math.floor(now / MINUTE_MS);
    const recent = this.#minutes.filter((slot) => slot.minute > minute - MINUTES && slot.minute <= minute);
    return {
      up: recent.reduce((sum, { up }) => sum + up, 0),
      judged: recent.reduce((sum, { judged }) => sum + judged, 0),
    };
  }
}
