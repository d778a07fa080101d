import type { Alarm, Suppressor } from '../alarm/alarm.ts';
import type { Routing } from '../route/route.ts';
import type { AlarmState } from './points.ts';
import { change, release, type SuppressedBy, type Suppression } from './suppression.ts';

/** Why an alarm does not act: CloudWatch's three words for a suppressor, and a mute rule. */
export type HeldBy = SuppressedBy | 'MuteRule';

/**
 * When one alarm acts on its state: at once, unless its suppressor or a silence holds it back. After a silence it acts
 * when its state is another one than that on which it acted last.
 */
export class Actions {
  readonly #alarm: Alarm;
  readonly #silence: Routing['silence'];
  readonly #suppressor: Suppressor | undefined;
  #suppression: Suppression = { composite: 'INSUFFICIENT_DATA', suppressor: 'INSUFFICIENT_DATA' };
  #state: AlarmState = 'INSUFFICIENT_DATA';
  #acted: AlarmState = 'OK';
  #mutedUntil: number | undefined;

  constructor(alarm: Alarm, silence: Routing['silence']) {
    this.#alarm = alarm;
    this.#silence = silence;
    this.#suppressor = alarm.type === 'composite' ? alarm.suppressedBy : undefined;
  }

  /** The alarm that this one keeps silent for. */
  get suppressor(): string | undefined {
    return this.#suppressor?.alarm;
  }

  /** The alarm's state changes. Returns what holds its action back; `undefined` when it acts. Times are epoch milliseconds. */
  changed(state: AlarmState, at: number): HeldBy | undefined {
    this.#state = state;
    if (!this.#suppressor) return this.#act(at);
    this.#suppression = change(this.#suppression, { at: at / 1_000, composite: state }, this.#suppressor);
    return this.#suppression.held?.by;
  }

  suppressorChanged(state: AlarmState, at: number): void {
    if (!this.#suppressor) return;
    this.#suppression = change(this.#suppression, { at: at / 1_000, suppressor: state }, this.#suppressor);
  }

  /** The time of the action that was held back and is taken by `now`; `undefined` when there is none. */
  released(now: number): number | undefined {
    if (!this.#suppression.held && this.#mutedUntil === undefined) return undefined;
    const { after, action } = release(this.#suppression, now / 1_000);
    this.#suppression = after;
    if (action && this.#act(action.at * 1_000) === undefined) return action.at * 1_000;
    const until = this.#mutedUntil;
    if (until === undefined || until > now) return undefined;
    this.#mutedUntil = undefined;
    return this.#state !== this.#acted && this.#act(until) === undefined ? until : undefined;
  }

  #act(at: number): HeldBy | undefined {
    const silence = this.#silence(this.#alarm.labels, at);
    this.#mutedUntil = silence?.until;
    if (silence) return 'MuteRule';
    this.#acted = this.#state;
    return undefined;
  }
}
