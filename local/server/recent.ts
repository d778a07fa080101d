import { setImmediate as pause } from 'node:timers/promises';
import type { Reason } from '../../model/reason.ts';
import { isUp, type Result, type State } from '../../model/result.ts';
import type { Archive } from '../store/archive.ts';
import type { TwinEvent } from '../twin/watch.ts';

/** A result as a mark in a row of them. */
export interface RecentPoint {
  /** When it was due, epoch milliseconds. */
  readonly at: number;
  readonly state: State;
  /** Milliseconds of the first attempt; absent when the target did not answer. */
  readonly ms?: number;
}

/** The latest result of a check that did not pass, in words. */
export interface Trouble {
  /** When it was due, epoch milliseconds. */
  readonly at: number;
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
}

/** What a list of checks shows of the past. */
export interface Past {
  /** In the order of time, 90 at most. */
  readonly recent: readonly RecentPoint[];
  readonly lastTrouble?: Trouble;
}

/** An uptime bar has 90 segments, as on most status pages. */
const RECENT_RESULTS = 90;

/** The last results of each check in short, so that a list of 500 does not read 45,000 results again. */
export class Recent {
  readonly #archive: Pick<Archive, 'results'>;
  readonly #pasts = new Map<string, Past>();
  #ready: Promise<void> = Promise.resolve();

  constructor(archive: Pick<Archive, 'results'>) {
    this.#archive = archive;
  }

  of(check: string): Past {
    const past = this.#pasts.get(check) ?? this.#read(check);
    this.#pasts.set(check, past);
    return past;
  }

  /** Keeps up with what happens. A check that nobody has asked for yet is read from the archive when somebody does. */
  note(event: TwinEvent): void {
    if (event.type !== 'result') return;
    const { result } = event;
    const past = this.#pasts.get(result.check);
    if (past) this.#pasts.set(result.check, withResult(past, result));
  }

  /** Reads them all, one at a time: at once it is 600 ms for 500 checks, in which no probe would get on. */
  warmUp(checks: readonly string[], signal: AbortSignal): void {
    this.#ready = this.#readAll(checks, signal);
  }

  /** When they are read. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  async #readAll(checks: readonly string[], signal: AbortSignal): Promise<void> {
    for (const check of checks) {
      await pause();
      if (signal.aborted) return;
      this.of(check);
    }
  }

  #read(check: string): Past {
    const results = this.#archive.results({ check, limit: RECENT_RESULTS });
    const [bad] = this.#archive.results({ check, limit: 1, bad: true });
    return { recent: results.map(pointOf).reverse(), ...(bad && { lastTrouble: troubleOf(bad) }) };
  }
}

/** The archive may have had it before it was told of. */
function withResult(past: Past, result: Result): Past {
  const point = pointOf(result);
  const before = past.recent.filter(({ at }) => at < point.at);
  return {
    ...past,
    recent: [...before, point].slice(-RECENT_RESULTS),
    ...(result.state !== 'passed' && { lastTrouble: troubleOf(result) }),
  };
}

function pointOf({ scheduledAt, state, attempts: [first], phases }: Result): RecentPoint {
  const ms = first && isUp(first.state) ? phases.total : undefined;
  return { at: Date.parse(scheduledAt), state, ...(ms !== undefined && { ms }) };
}

export const troubleOf = ({ scheduledAt, state, reason, message }: Result): Trouble => ({
  at: Date.parse(scheduledAt),
  state,
  ...(reason && { reason }),
  message,
});

/** The value that so many percent do not exceed, by nearest rank; `undefined` without values. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
