import type { Routing } from '../route/route.ts';
import { decide } from './decide.ts';
import { applySignal, type Incident, keyOf, type Signal } from './incident.ts';
import { asTold, type Notice, type NoticeEvent } from './notice.ts';

/** One message that a receiver gets. */
export interface Told {
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: NoticeEvent;
  readonly notice: Notice;
  /** What it is about, as it is then. */
  readonly incidents: readonly Incident[];
}

interface TellingOptions {
  readonly routing: Routing;
  /** By name: those that are asked about. */
  readonly receivers: readonly string[];
}

/**
 * Who is told what and when, on a clock that the caller moves, by the rules of production and with receivers that take
 * everything at once. All times are epoch milliseconds and do not go back.
 */
export class Telling {
  readonly #options: TellingOptions;
  #incidents: ReadonlyMap<string, Incident> = new Map();
  readonly #notices = new Map<string, readonly Notice[]>();
  readonly #wakes = new Map<string, number>();

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** Signals come in. Returns what is told up to then, and because of them. */
  take(signals: readonly Signal[], now: number): Told[] {
    const before = this.advance(now);
    const incidents = new Map(this.#incidents);
    for (const signal of signals) {
      const incident = applySignal(incidents.get(keyOf(signal)), signal);
      if (incident) incidents.set(incident.key, incident);
    }
    this.#incidents = incidents;
    const because = this.#options.receivers.flatMap((receiver) => this.#turn(receiver, now));
    this.#forget();
    return [...before, ...because];
  }

  /** Time goes by. Returns what is told by itself: what waited for its group, reminders, escalations. */
  advance(now: number): Told[] {
    const told: Told[] = [];
    for (let next = this.#next(now); next; next = this.#next(now))
      told.push(...this.#turn(next.receiver, next.at));
    return told;
  }

  #next(now: number): { readonly receiver: string; readonly at: number } | undefined {
    const due = [...this.#wakes].map(([receiver, at]) => ({ receiver, at })).filter(({ at }) => at <= now);
    return due.sort((one, other) => one.at - other.at)[0];
  }

  /** Tells one receiver all that there is to tell, until nothing is left. */
  #turn(receiver: string, now: number): Told[] {
    const told: Told[] = [];
    for (;;) {
      const notices = this.#notices.get(receiver) ?? [];
      const incidents = [...this.#incidents.values()];
      const { routing } = this.#options;
      const { steps, wakeAt } = decide({ receiver, now, incidents, notices, routing, failing: {} });
      if (steps.length === 0) {
        this.#wakes.delete(receiver);
        if (wakeAt !== undefined) this.#wakes.set(receiver, Math.max(wakeAt, now + 1));
        return told;
      }
      const decided = new Set(steps.map(({ notice }) => notice.id));
      const open = steps.filter(({ event }) => event !== 'resolved').map(({ notice }) => asTold(notice, now));
      this.#notices.set(receiver, [...notices.filter(({ id }) => !decided.has(id)), ...open]);
      told.push(
        ...steps.map(({ notice, event }) => ({
          receiver,
          at: now,
          event,
          notice,
          incidents: this.#of(notice),
        })),
      );
    }
  }

  #of({ entries }: Notice): readonly Incident[] {
    return entries.flatMap(({ key, id }) => {
      const incident = this.#incidents.get(key);
      return incident?.id === id ? [incident] : [];
    });
  }

  /** What is over and in no open notice has no more to say. */
  #forget(): void {
    const open = new Set(
      [...this.#notices.values()].flat().flatMap(({ entries }) => entries.map(({ id }) => id)),
    );
    const kept = [...this.#incidents].filter(([, { id, state }]) => state === 'firing' || open.has(id));
    this.#incidents = new Map(kept);
  }
}
