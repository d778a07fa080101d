import { causeOf } from '../../functions/notify/messages/signal.ts';
import type { Alarm } from '../../model/alarm/alarm.ts';
import {
  type AlarmEvent,
  type Evaluator,
  evaluatorOf,
  type Standing,
} from '../../model/evaluation/evaluator.ts';
import { EVALUATION_SECONDS } from '../../model/evaluation/metric-alarm.ts';
import type { Datum } from '../../model/metric.ts';
import type { Routing } from '../../model/route/route.ts';
import type { AlarmChangeKept } from '../store/archive.ts';

/** How often alarms are looked at. */
export const STEP_MS = EVALUATION_SECONDS.short * 1_000;

/** After a longer leap, either way, the machine slept or its clock was set: nobody measured in between. */
const LEAP_MS = 60_000;

/** What is evaluated, and what was measured before that still counts. */
export interface Watchlist {
  readonly alarms: readonly Alarm[];
  readonly silence: Routing['silence'];
  /** The datapoints of so long ago and since that are remembered. Epoch milliseconds. */
  readonly recall: (now: number) => readonly Datum[];
}

/** An alarm as it is now. */
export interface AlarmStanding extends Standing {
  /** A composite that does not act, because of its suppressor. */
  readonly isSuppressed: boolean;
}

interface AlarmClockOptions extends Watchlist {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The states that the alarms had when it last ran. */
  readonly before: readonly AlarmChangeKept[];
}

/** CloudWatch's evaluation on one machine: it goes on where it was left, and takes a leap of time for what it is. */
export class AlarmClock {
  #watchlist: Watchlist;
  #evaluator: Evaluator;
  #through: number;
  readonly #standings: Map<string, AlarmStanding>;

  constructor({ now, before, ...watchlist }: AlarmClockOptions) {
    this.#standings = new Map(before.map((kept) => [kept.alarm, standingOf(kept)]));
    this.#watchlist = watchlist;
    this.#through = now;
    this.#evaluator = this.#resume(now);
  }

  put(datums: readonly Datum[]): void {
    this.#evaluator.put(datums);
  }

  /** Evaluates what is due by `now`, epoch milliseconds. Returns what happened, in order. */
  advance(now: number): readonly AlarmEvent[] {
    if (Math.abs(now - this.#through) > LEAP_MS) this.#evaluator = this.#resume(now);
    this.#through = now;
    const events = this.#evaluator.advance(now);
    for (const event of events) this.#standings.set(event.alarm, standingAfter(event));
    return events;
  }

  /** Goes on with other alarms; those that there were before keep their states. */
  use(watchlist: Watchlist, now: number): void {
    this.#watchlist = watchlist;
    this.#evaluator = this.#resume(now);
  }

  /** `undefined` for an alarm that has not come to a state yet. */
  standingOf(alarm: string): AlarmStanding | undefined {
    return this.#standings.get(alarm);
  }

  #resume(now: number): Evaluator {
    const { alarms, silence, recall } = this.#watchlist;
    const evaluator = evaluatorOf(alarms, { createdAt: now, silence, resumed: this.#standings });
    evaluator.put(recall(now));
    for (const alarm of alarms) this.#holdBack(alarm);
    return evaluator;
  }

  /** What a suppressor holds back, it goes on to hold back. */
  #holdBack(alarm: Alarm): void {
    const standing = this.#standings.get(alarm.name);
    if (standing?.state !== 'ALARM' || alarm.type !== 'composite' || !alarm.suppressedBy) return;
    const suppressor = this.#standings.get(alarm.suppressedBy.alarm);
    this.#standings.set(alarm.name, { ...standing, isSuppressed: suppressor?.state === 'ALARM' });
  }
}

const standingOf = ({ state, at, reason }: AlarmChangeKept): AlarmStanding => ({
  state,
  since: at,
  reason,
  cause: causeOf(reason),
  isSuppressed: false,
});

const standingAfter = ({ state, since, reason, cause, actionsSuppressedBy }: AlarmEvent): AlarmStanding => ({
  state,
  since,
  reason,
  cause,
  isSuppressed: actionsSuppressedBy !== undefined && actionsSuppressedBy !== 'MuteRule',
});
