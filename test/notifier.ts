import type { AlarmStatePorts } from '../functions/notify/alarm-states.ts';
import type { Facts } from '../functions/notify/facts/facts.ts';
import { encodeWake } from '../functions/notify/messages/message.ts';
import { catalogueOf } from '../functions/notify/messages/signal.ts';
import { type NotifyPorts, notify } from '../functions/notify/notify.ts';
import type { Delivery, Outcome, Send } from '../functions/notify/sender.ts';
import type { Store } from '../functions/notify/store.ts';
import type { Clock } from '../functions/platform/clock.ts';
import type { SqsPort } from '../functions/platform/sqs.ts';
import type { Sink } from '../functions/sinks/sink.ts';
import type { Alarm } from '../model/alarm/alarm.ts';
import type { AlarmState } from '../model/evaluation/points.ts';
import type { Severity } from '../model/labels.ts';
import type { Datum } from '../model/metric.ts';
import { type Receiver, topicOf } from '../model/receiver.ts';
import type { Reach, Routing } from '../model/route/route.ts';
import { virtualClock } from './fakes/clock.ts';
import { memoryLog } from './fakes/log.ts';
import { FakeSqs } from './fakes/sqs.ts';
import { FakeStore } from './fakes/store.ts';

export const QUEUE = 'https://sqs/notify';

/** The alarm that the notifier of a test knows unless it says otherwise. */
export const ALARM = 'vedette/quote/failed';

/** Milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** A receiver whose sends the test answers. */
export const receiver = (name: string, changes: Partial<Receiver> = {}): Receiver => ({
  kind: name,
  name,
  spec: {},
  fallback: undefined,
  isSent: true,
  subscriptions: [],
  paceMs: 0,
  ...changes,
});

/** Terms under which nothing waits and nothing is repeated within a test. */
export const AT_ONCE: Omit<Reach, 'receiver'> = {
  groupBy: ['alarm'],
  groupWaitMs: 0,
  groupIntervalMs: 0,
  repeatMs: 1e9,
  afterMs: 0,
};

/** Every alarm reaches every receiver. */
export const toAll = (receivers: readonly Receiver[], terms: Partial<Reach> = {}): Routing => ({
  reach: () => receivers.map(({ name }) => ({ ...AT_ONCE, receiver: name, ...terms })),
  inhibition: () => () => undefined,
  silence: () => undefined,
});

export function alarm(name: string, severity: Severity = 'critical', changes: Partial<Alarm> = {}): Alarm {
  return {
    type: 'composite',
    name,
    role: 'failed',
    severity,
    labels: { severity, alarm: name },
    description: `**${name}**`,
    isTold: true,
    rule: { inAlarm: `${name}/part` },
    ...changes,
  } as Alarm;
}

export const alarmArn = (name: string): string => `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`;

export const BREACHED =
  'Threshold Crossed: 2 out of the last 3 datapoints [1.0 (21/11/26 11:59:00), 1.0 (21/11/26 11:58:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).';

export interface Change {
  readonly name: string;
  readonly state: AlarmState;
  readonly at: number;
  readonly reason?: string;
  readonly via?: string;
}

/** The body of a message as it lies in the queue: CloudWatch's in SNS's envelope. */
export const snsBody = ({ name, state, at, reason = BREACHED, via = 'slack' }: Change): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'e0a5f4c5-0000-5a2e-8d1c-0123456789ab',
    TopicArn: `arn:aws:sns:eu-west-1:123456789012:${topicOf(via)}`,
    Subject: `${state}: "${name}" in EU (Ireland)`,
    Message: JSON.stringify({
      AlarmName: name,
      AlarmDescription: null,
      AWSAccountId: '123456789012',
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
      Region: 'EU (Ireland)',
      AlarmArn: alarmArn(name),
      OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    }),
    Timestamp: new Date(at + 250).toISOString(),
  });

export const message = (body: string, messageId = 'm') => ({ messageId, body });

/** What a test may put in the place of what it else gets. */
export interface NotifierOptions {
  readonly clock?: Clock;
  readonly store?: Store;
  readonly sqs?: SqsPort;
  readonly sink?: Sink;
  readonly facts?: Facts;
  readonly cloudwatch?: AlarmStatePorts['cloudwatch'];
  readonly receivers: readonly Receiver[];
  readonly routing?: Routing;
  readonly alarms?: readonly Alarm[];
  readonly send: Send;
  readonly random?: () => number;
}

export const noFacts: Facts = {
  of: async () => ({ links: [], locations: [] }),
  atHand: () => ({ links: [], locations: [] }),
  picture: async () => undefined,
};

export const forgetfulSink: Sink = {
  deliver: async (datums) => ({ delivered: datums.length, spooled: 0, lost: 0 }),
};

/** A sink that remembers. */
export function memorySink(): Sink & { readonly datums: readonly Datum[] } {
  const datums: Datum[] = [];
  return {
    datums,
    deliver: async (more) => {
      datums.push(...more);
      return { delivered: more.length, spooled: 0, lost: 0 };
    },
  };
}

/** A notifier with everything that it needs. */
export function notifierPorts(options: NotifierOptions) {
  const { receivers, send, routing = toAll(receivers), alarms = [], random = () => 0.5, ...given } = options;
  const clock = given.clock ?? virtualClock();
  const log = memoryLog();
  const sqs = new FakeSqs();
  const ports: NotifyPorts = {
    clock,
    store: given.store ?? new FakeStore(),
    sqs: given.sqs ?? sqs,
    sink: given.sink ?? forgetfulSink,
    facts: given.facts ?? noFacts,
    cloudwatch: given.cloudwatch ?? { describeAlarms: async () => ({}) },
    log,
    random,
    receivers,
    routing,
    queueUrl: QUEUE,
    alarms: catalogueOf(alarms),
    redact: (value) => value,
    loadSend: async () => send,
    sender: {
      clock,
      secrets: async (name) => name,
      sns: { publish: async () => ({}) },
      topicArn: (name) => name,
    },
  };
  return { ...ports, log, fakeSqs: sqs };
}

/** What a handler has left of its time. */
export const TIME_MS = 60_000;

export const run = (ports: NotifyPorts, ...bodies: string[]) =>
  notify(
    bodies.map((body, index) => message(body, `m${index}`)),
    TIME_MS,
    ports,
  );

/** What was sent, in the order in which it arrived. */
export class Recorder {
  readonly sent: Delivery[] = [];
  /** What a send comes to; it may throw, or never come back. */
  answer: (delivery: Delivery, signal: AbortSignal) => Promise<Outcome> | Outcome = () => ({ isTold: true });

  send: Send = async (delivery, _receiver, { signal }) => {
    this.sent.push(delivery);
    return this.answer(delivery, signal);
  };

  /** In short: `slack opened a`. */
  get told(): string[] {
    return this.sent.map(
      ({ notice, event, incidents }) =>
        `${notice.receiver} ${event} ${incidents.map(({ incident }) => incident.alarm).join('+')}`,
    );
  }
}

/** A notifier that tells one receiver of one alarm, and what a test does with it. */
export function setUp(options: Partial<NotifierOptions> = {}) {
  const recorder = new Recorder();
  const slack = receiver('slack');
  const made = notifierPorts({
    receivers: [slack],
    alarms: [alarm(ALARM), alarm('vedette/quote/part', 'critical', { isTold: false })],
    send: recorder.send,
    ...options,
  });
  const pass = (ms: number) => made.clock.sleep(ms, new AbortController().signal);
  const now = made.clock.now();
  const fire = (at = now, name = ALARM) => snsBody({ name, state: 'ALARM', at });
  const end = (at: number, name = ALARM) => snsBody({ name, state: 'OK', at });
  const wakes = () =>
    made.fakeSqs.in(QUEUE).map(({ MessageBody, DelaySeconds }) => [MessageBody, DelaySeconds]);
  return { ...made, recorder, pass, now, fire, end, wakes };
}

/** Lets time pass as a deployment does: a wake each second. */
export async function live(made: ReturnType<typeof setUp>, seconds: number, ...receivers: string[]) {
  for (let second = 0; second < seconds; second++) {
    await made.pass(SECOND);
    await run(made, ...receivers.map(encodeWake));
  }
}

/** What a send comes to that was not taken. */
export const refused = (changes: Partial<Extract<Outcome, { isTold: false }>> = {}): Outcome => ({
  isTold: false,
  problem: 'HTTP 500',
  isUncertain: false,
  ...changes,
});
