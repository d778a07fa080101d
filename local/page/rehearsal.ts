import type { TwinEvent } from './api.ts';

/** What a rehearsal sees of one fault: from the switch to the last notification. */
export interface Step {
  readonly what: 'detected' | 'alarm' | 'told' | 'recovered' | 'alarm over' | 'told over';
  /** The check, alarm or receiver. */
  readonly who: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Since the fault was switched on, or off for what tells that it is over; milliseconds. */
  readonly afterMs: number;
}

/** Follows one fault. Each check, alarm and receiver is noted once each way. */
export class Rehearsal {
  readonly fault: string;
  readonly onAt: number;
  #offAt: number | undefined;
  readonly #steps: Step[] = [];

  constructor(fault: string, onAt: number) {
    this.fault = fault;
    this.onAt = onAt;
  }

  /** In the order of time: a long visit that began before is told after shorter ones. */
  get steps(): readonly Step[] {
    return this.#steps.toSorted((one, other) => one.at - other.at);
  }

  get offAt(): number | undefined {
    return this.#offAt;
  }

  switchedOff(at: number): void {
    this.#offAt ??= at;
  }

  /** Returns whether it was a step of this rehearsal. */
  take(event: TwinEvent): boolean {
    const before = this.#steps.length;
    if (event.type === 'result')
      this.#takeResult(event.result.check, event.result.state, Date.parse(event.result.startedAt));
    else if (event.type === 'alarm') this.#takeAlarm(event.change);
    else if (event.type === 'told')
      this.#note(event.event === 'resolved' ? 'told over' : 'told', event.receiver, event.at);
    return this.#steps.length > before;
  }

  #takeResult(check: string, state: string, at: number): void {
    if (state === 'failed' || state === 'degraded') this.#note('detected', check, at);
    else if (state === 'passed' && this.#has('detected', check)) this.#note('recovered', check, at);
  }

  #takeAlarm({ alarm, state, at }: Extract<TwinEvent, { type: 'alarm' }>['change']): void {
    if (state === 'ALARM') this.#note('alarm', alarm, at);
    else if (state === 'OK' && this.#has('alarm', alarm)) this.#note('alarm over', alarm, at);
  }

  #has(what: Step['what'], who: string): boolean {
    return this.#steps.some((step) => step.what === what && step.who === who);
  }

  #note(what: Step['what'], who: string, at: number): void {
    const isOver = what === 'recovered' || what === 'alarm over' || what === 'told over';
    const since = isOver ? this.#offAt : this.onAt;
    if (since === undefined || at < since || this.#has(what, who)) return;
    this.#steps.push({ what, who, at, afterMs: at - since });
  }
}
