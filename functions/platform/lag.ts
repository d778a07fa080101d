import { thousandths } from '../../model/thousandths.ts';

/** Notes how late this process's event loop is. */
export interface LagMeter {
  /** Watches from now on, until its `end`. */
  readonly watch: () => LagWatch;
}

export interface LagWatch {
  /** The largest delay until now, in milliseconds. */
  readonly worst: () => number;
  readonly end: () => void;
}

/** How often it is looked, in milliseconds: a delay can be up to this much longer than what is noted. */
const SAMPLE_MS = 10;

interface Watch {
  readonly since: number;
  worst: number;
}

/** One timer for all who watch, and none while nobody does. `now` is monotonic milliseconds. */
export function lagMeter(now: () => number = () => performance.now()): LagMeter {
  const watches = new Set<Watch>();
  let timer: NodeJS.Timeout | undefined;
  let due = 0;
  const note = () => {
    const at = now();
    for (const watch of watches) watch.worst = Math.max(watch.worst, Math.min(at - due, at - watch.since));
  };
  const sample = () => {
    note();
    due = now() + SAMPLE_MS;
  };
  const watch = (): LagWatch => {
    const mine: Watch = { since: now(), worst: 0 };
    if (watches.size === 0) {
      due = mine.since + SAMPLE_MS;
      timer = setInterval(sample, SAMPLE_MS);
    }
    watches.add(mine);
    return {
      worst: () => {
        note(); // a delay that is just over, before the timer can tell it
        return thousandths(mine.worst);
      },
      end: () => {
        watches.delete(mine);
        if (watches.size === 0) clearInterval(timer);
      },
    };
  };
  return { watch };
}
