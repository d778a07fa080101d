import type { Alarm } from '../../model/alarm/alarm.ts';
import { type AlarmEvent, evaluatorOf } from '../../model/evaluation/evaluator.ts';
import { EVALUATION_SECONDS } from '../../model/evaluation/metric-alarm.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import { signalOf } from '../../model/evaluation/signal.ts';
import type { Signal } from '../../model/incident/incident.ts';
import type { NoticeEvent } from '../../model/incident/notice.ts';
import { Telling, type Told } from '../../model/incident/telling.ts';
import type { Receiver } from '../../model/receiver.ts';
import type { Routing } from '../../model/route/route.ts';
import { toldAtOnce } from '../../model/route/routing.ts';
import { type Arrival, alarmsIn, arrivalsOf, minuteOf, type Outage, type Scenario } from './scenario.ts';

interface SimulationOptions {
  readonly scenario: Scenario;
  /** The project's; those that the scenario says nothing of are left out. */
  readonly alarms: readonly Alarm[];
  readonly routing: Routing;
  readonly receivers: readonly Pick<Receiver, 'name' | 'isSent'>[];
}

/** One message that a receiver gets: the notifier's, or CloudWatch's own where Vedette sends nothing. */
export interface Heard {
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: NoticeEvent | AlarmState;
  /** Names. */
  readonly alarms: readonly string[];
  /** The notifier's own id of it. */
  readonly notice?: string;
}

/** When an outage was found, and when people knew. Epoch milliseconds; absent when it never happened. */
export interface Detection extends Outage {
  readonly alarm?: string;
  readonly detectedAt?: number;
  readonly receiver?: string;
  readonly notifiedAt?: number;
}

export interface Simulated {
  readonly events: readonly AlarmEvent[];
  readonly told: readonly Heard[];
  readonly detections: readonly Detection[];
}

const STEP_MS = EVALUATION_SECONDS.short * 1_000;

/** `reconcile` looks so often for what has not been told to us; it sees what CloudWatch suppresses. */
const RECONCILE_MS = 60_000;

/** What the alarms make of a scenario, and who is told: by the code that does it in production, on a clock of its own. */
export function simulate({ scenario, alarms: all, routing, receivers }: SimulationOptions): Simulated {
  const alarms = alarmsIn(scenario, all);
  const warmUps = alarms.map((alarm) => (alarm.type === 'metric' ? alarm.warmUpMinutes : 0));
  const createdAt = scenario.from - (Math.max(0, ...warmUps) + 1) * 60_000;
  const evaluator = evaluatorOf(alarms, { createdAt, silence: routing.silence });
  const events: AlarmEvent[] = [];
  let coming: readonly Arrival[] = [];
  for (let now = createdAt + STEP_MS; now <= scenario.until; now += STEP_MS) {
    const begun = now - STEP_MS;
    if (minuteOf(begun) === begun) coming = [...coming, ...arrivalsOf(scenario, begun)];
    evaluator.put(coming.filter(({ comes }) => comes < now).flatMap(({ datums }) => datums));
    events.push(...evaluator.advance(now));
    coming = coming.filter(({ comes }) => comes >= now);
  }
  const seen = events.filter(({ at }) => at >= scenario.from);
  const asked = { scenario, alarms, routing, receivers };
  const told = [...tellAll(seen, asked), ...publishAll(seen, asked)].sort((one, other) => one.at - other.at);
  return {
    events: seen,
    told,
    detections: scenario.outages.map((one) => detectionOf(one, seen, told, alarms)),
  };
}

/** What the notifier tells those whom it sends to. */
function tellAll(
  events: readonly AlarmEvent[],
  { scenario, alarms, routing, receivers }: SimulationOptions,
): Heard[] {
  const people = alarms.filter(({ isTold }) => isTold);
  const sent = receivers.filter(({ isSent }) => isSent).map(({ name }) => name);
  const telling = new Telling({ routing, receivers: sent });
  const told: Told[] = [];
  for (const [at, signals] of signalsOf(events, people)) told.push(...telling.take(signals, at));
  return [...told, ...telling.advance(scenario.until)].map(({ receiver, at, event, notice }) => ({
    receiver,
    at,
    event,
    alarms: notice.entries.map(({ key }) => key),
    notice: notice.id,
  }));
}

/** What CloudWatch publishes, at once and once, to those who hear from it alone. */
function publishAll(
  events: readonly AlarmEvent[],
  { alarms, routing, receivers }: SimulationOptions,
): Heard[] {
  const labels = new Map(alarms.map((alarm) => [alarm.name, alarm.labels]));
  const unsent = new Set(receivers.filter(({ isSent }) => !isSent).map(({ name }) => name));
  return events
    .filter(({ isActing }) => isActing)
    .flatMap(({ alarm, at, state }) =>
      toldAtOnce(routing, labels.get(alarm) ?? {})
        .filter((receiver) => unsent.has(receiver))
        .map((receiver): Heard => ({ receiver, at, event: state, alarms: [alarm] })),
    );
}

/** As in `heal`: what a suppressor holds back begins when CloudWatch lets it speak; an end is seen all the same. */
const isLeftToCloudWatch = ({ isActing, state, actionsSuppressedBy }: AlarmEvent): boolean =>
  !isActing && state === 'ALARM' && actionsSuppressedBy !== 'MuteRule';

/** What the notifier hears, by the time at which it hears it. */
function signalsOf(
  events: readonly AlarmEvent[],
  alarms: readonly Alarm[],
): [at: number, signals: Signal[]][] {
  const heard = new Map<number, Signal[]>();
  const known = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  for (const event of events) {
    const alarm = known.get(event.alarm);
    if (!alarm || isLeftToCloudWatch(event)) continue;
    const at = event.isActing ? event.at : event.at + RECONCILE_MS;
    heard.set(at, [...(heard.get(at) ?? []), signalOf(alarm, event)]);
  }
  return [...heard].sort(([one], [other]) => one - other);
}

const IS_OVER: ReadonlySet<Heard['event']> = new Set(['resolved', 'OK']);

function detectionOf(
  outage: Outage,
  events: readonly AlarmEvent[],
  told: readonly Heard[],
  alarms: readonly Alarm[],
): Detection {
  const own = new Set(
    alarms.filter(({ check, isTold }) => check === outage.check && isTold).map(({ name }) => name),
  );
  const found = events.find(
    ({ alarm, state, at }) => own.has(alarm) && state === 'ALARM' && at >= outage.from,
  );
  const first = told.find(
    ({ at, event, alarms: about }) =>
      at >= outage.from && !IS_OVER.has(event) && about.some((one) => own.has(one)),
  );
  return {
    ...outage,
    ...(found && { alarm: found.alarm, detectedAt: found.at }),
    ...(first && { receiver: first.receiver, notifiedAt: first.at }),
  };
}
