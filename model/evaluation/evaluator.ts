import type { Alarm, CompositeAlarm, MetricAlarm } from '../alarm/alarm.ts';
import type { Cause } from '../incident/incident.ts';
import type { Datum } from '../metric.ts';
import type { Routing } from '../route/route.ts';
import { Actions, type HeldBy } from './actions.ts';
import { childrenOf, holds, inOrder } from './composite-rule.ts';
import { type Datapoints, seriesKey } from './datapoints.ts';
import { EVALUATION_SECONDS, evaluationSeconds, MetricEvaluation, type Verdict } from './metric-alarm.ts';
import type { AlarmState } from './points.ts';
import { childReason } from './state-reason.ts';

/** An alarm changes its state, or takes an action that was held back: then `previous` is `state`. */
export interface AlarmEvent {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly previous: AlarmState;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When the state began: CloudWatch's StateChangeTime. */
  readonly since: number;
  readonly reason: string;
  readonly cause: Cause;
  /** Whether people are told by it now. Never for an alarm that is a part of another one. */
  readonly isActing: boolean;
  readonly actionsSuppressedBy?: HeldBy;
}

export interface EvaluatorOptions {
  /** When the alarms are created, epoch milliseconds: they warm up from here. */
  readonly createdAt: number;
  /** Silences, as CloudWatch's mute rules. @default none */
  readonly silence?: Routing['silence'];
  /**
   * Goes on with alarms that were there before, in the states that they had: none of them warms up. Instead, nobody
   * measured before `createdAt`: while an alarm's range reaches back beyond it, missing periods say nothing.
   * @default the alarms are new
   */
  readonly resumed?: ReadonlyMap<string, Standing>;
}

/** Alarms over time. All times are epoch milliseconds. */
export interface Evaluator {
  /** Takes datapoints in, however late they come: an evaluation sees those that have come by then. */
  readonly put: (datums: readonly Datum[]) => void;
  /** Evaluates everything that is due after the last call and up to `now`. Returns what happened, in order. */
  readonly advance: (now: number) => readonly AlarmEvent[];
  readonly stateOf: (alarm: string) => AlarmState | undefined;
}

/**
 * CloudWatch's evaluation of a set of alarms, on a clock that the caller moves. Source: CloudWatch User Guide, "Using
 * Amazon CloudWatch alarms" and "Create a composite alarm". Throws `ExpressionInvalid`.
 */
export const evaluatorOf = (alarms: readonly Alarm[], options: EvaluatorOptions): Evaluator => {
  const evaluation = new Evaluation(alarms, options);
  return {
    put: (datums) => evaluation.put(datums),
    advance: (now) => evaluation.advance(now),
    stateOf: (alarm) => evaluation.stateOf(alarm),
  };
};

/** What is known of an alarm at one moment. */
export interface Standing extends Verdict {
  /** Epoch milliseconds. */
  readonly since: number;
}

const isMetric = (alarm: Alarm): alarm is MetricAlarm => alarm.type === 'metric';
const isComposite = (alarm: Alarm): alarm is CompositeAlarm => alarm.type === 'composite';

class Evaluation {
  readonly #alarms: ReadonlyMap<string, Alarm>;
  readonly #metrics: readonly MetricEvaluation[];
  readonly #composites: readonly CompositeAlarm[];
  readonly #readers = new Map<string, Datapoints[]>();
  readonly #actions: ReadonlyMap<string, Actions>;
  readonly #known: Map<string, Standing>;
  readonly #createdAt: number;
  readonly #isResumed: boolean;
  readonly #stepMs: number;
  #through: number;

  constructor(alarms: readonly Alarm[], { createdAt, silence = () => undefined, resumed }: EvaluatorOptions) {
    this.#createdAt = createdAt;
    this.#isResumed = resumed !== undefined;
    this.#through = createdAt;
    this.#alarms = new Map(alarms.map((alarm) => [alarm.name, alarm]));
    this.#metrics = alarms.filter(isMetric).map((alarm) => new MetricEvaluation(alarm));
    this.#composites = inOrder(alarms.filter(isComposite));
    this.#actions = new Map(alarms.map((alarm) => [alarm.name, new Actions(alarm, silence)]));
    const created = {
      state: 'INSUFFICIENT_DATA',
      since: createdAt,
      cause: 'missing',
      reason: CREATED,
    } as const;
    this.#known = new Map(alarms.map(({ name }) => [name, created]));
    const steps = this.#metrics.map(({ alarm }) => evaluationSeconds(alarm));
    this.#stepMs = Math.min(EVALUATION_SECONDS.long, ...steps) * 1_000;
    for (const { key, datapoints } of this.#metrics.flatMap(({ inputs }) => inputs)) {
      this.#readers.set(key, [...(this.#readers.get(key) ?? []), datapoints]);
    }
    for (const [name, standing] of resumed ?? []) this.#resume(name, standing);
  }

  /** It acts on its state once more, where nothing holds it back: what was to be told when it was left may not have been. */
  #resume(name: string, standing: Standing): void {
    const alarm = this.#alarms.get(name);
    if (!alarm) return;
    this.#known.set(name, standing);
    for (const actions of this.#actions.values()) {
      if (actions.suppressor === name) actions.suppressorChanged(standing.state, this.#createdAt);
    }
    this.#actions.get(name)?.changed(standing.state, this.#createdAt);
  }

  put(datums: readonly Datum[]): void {
    for (const datum of datums) {
      for (const reader of this.#readers.get(seriesKey(datum.metric, datum.dimensions)) ?? [])
        reader.add(datum);
    }
  }

  stateOf(alarm: string): AlarmState | undefined {
    return this.#known.get(alarm)?.state;
  }

  advance(now: number): readonly AlarmEvent[] {
    const events: AlarmEvent[] = [];
    const first = Math.floor(this.#through / this.#stepMs + 1) * this.#stepMs;
    for (let at = first; at <= now; at += this.#stepMs)
      events.push(...this.#released(at), ...this.#evaluate(at));
    events.push(...this.#released(now));
    this.#through = Math.max(this.#through, now);
    return events;
  }

  /** One moment at which alarms are evaluated: metric alarms first, then the composites over them. */
  #evaluate(at: number): AlarmEvent[] {
    const events: AlarmEvent[] = [];
    for (const evaluation of this.#metrics) {
      const { alarm } = evaluation;
      const isWarm = this.#isResumed || at >= this.#createdAt + alarm.warmUpMinutes * 60_000;
      if (!isWarm || at % (evaluationSeconds(alarm) * 1_000) !== 0) continue;
      const measuredSince = this.#isResumed ? this.#createdAt : undefined;
      const verdict = evaluation.evaluate(at, this.#knownOf(alarm.name).state, measuredSince);
      if (verdict) events.push(this.#change(alarm, verdict, at));
    }
    for (const composite of this.#composites) {
      const verdict = this.#verdictOf(composite, events, at);
      if (verdict) events.push(this.#change(composite, verdict, at));
    }
    return events;
  }

  /** Which of its alarms has changed is told as the reason; at first there may be none. */
  #verdictOf({ name, rule }: CompositeAlarm, events: readonly AlarmEvent[], at: number): Verdict | undefined {
    const current = this.#knownOf(name).state;
    if (events.length === 0 && current !== 'INSUFFICIENT_DATA') return undefined;
    const isInAlarm = (child: string) => this.#known.get(child)?.state === 'ALARM';
    const state = holds(rule, isInAlarm) ? 'ALARM' : 'OK';
    if (state === current) return undefined;
    const children = childrenOf(rule);
    const firing = children.filter(isInAlarm).map((child) => this.#knownOf(child));
    const last = events.findLast(({ alarm }) => children.includes(alarm));
    return {
      state,
      reason: last ? childReason(last.alarm, last.state, at) : CREATED,
      cause: firing.length > 0 && firing.every(({ cause }) => cause === 'missing') ? 'missing' : 'breached',
    };
  }

  #change(alarm: Alarm, verdict: Verdict, at: number): AlarmEvent {
    const { name } = alarm;
    const { state: previous, since: before } = this.#knownOf(name);
    // Whoever hears of it goes by the time of the last change: it goes on even where the clock was set back.
    const since = Math.max(at, before + 1);
    this.#known.set(name, { ...verdict, since });
    for (const actions of this.#actions.values()) {
      if (actions.suppressor === name) actions.suppressorChanged(verdict.state, at);
    }
    const heldBy = this.#actions.get(name)?.changed(verdict.state, at);
    return {
      alarm: name,
      ...verdict,
      previous,
      at,
      since,
      isActing: alarm.isTold && heldBy === undefined,
      ...(alarm.isTold && heldBy && { actionsSuppressedBy: heldBy }),
    };
  }

  /** The actions whose time has come by `now`. */
  #released(now: number): AlarmEvent[] {
    const events: AlarmEvent[] = [];
    for (const [name, actions] of this.#actions) {
      const at = actions.released(now);
      if (at === undefined || !this.#alarms.get(name)?.isTold) continue;
      const known = this.#knownOf(name);
      events.push({ alarm: name, ...known, previous: known.state, at, isActing: true });
    }
    return events.sort((one, other) => one.at - other.at);
  }

  #knownOf(alarm: string): Standing {
    return (
      this.#known.get(alarm) ?? { state: 'INSUFFICIENT_DATA', since: 0, cause: 'missing', reason: CREATED }
    );
  }
}

/** CloudWatch's reason for the first state of an alarm. */
const CREATED = 'Unchecked: Initial alarm creation';
