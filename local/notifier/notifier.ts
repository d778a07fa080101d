import type { CloudWatchReader } from '../../functions/notify/cloudwatch.ts';
import { type Facts, ofCheck } from '../../functions/notify/facts/facts.ts';
import { loadSend } from '../../functions/notify/load-sender.ts';
import { catalogueOf } from '../../functions/notify/messages/signal.ts';
import { type NotifyPorts, notify } from '../../functions/notify/notify.ts';
import { reconcile } from '../../functions/notify/reconcile/reconcile.ts';
import type { Delivery, Send } from '../../functions/notify/sender.ts';
import type { Store } from '../../functions/notify/store.ts';
import type { Clock } from '../../functions/platform/clock.ts';
import type { Log } from '../../functions/platform/log.ts';
import { type SecretReader, watchedSecrets } from '../../functions/platform/secrets.ts';
import type { SqsPort } from '../../functions/platform/sqs.ts';
import type { Sink } from '../../functions/sinks/sink.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import { type Receiver, topicOf } from '../../model/receiver.ts';
import { shortestWaitMs } from '../../model/route/routing.ts';
import type { LoadedProject } from '../project.ts';
import type { InboxEntry } from '../store/archive.ts';
import { alarmArn, isLocalArn } from './arn.ts';
import { canSend, toInbox } from './inbox.ts';
import { LocalQueue } from './queue.ts';

export interface LocalNotifierOptions {
  readonly loaded: LoadedProject;
  readonly store: Store;
  readonly secrets: SecretReader;
  readonly clock: Clock;
  readonly log: Log;
  /** Gets what cannot be sent from this machine. */
  readonly inbox: (entry: InboxEntry) => void;
  /** How long changes are gathered, milliseconds. @default as deployed: the shortest group wait */
  readonly gatherMs?: number;
  /** Told what a receiver took. @default nobody */
  readonly onTold?: (receiver: string, delivery: Delivery) => void;
  /** Answers for CloudWatch. @default it knows of no alarm, and each says itself why it fires */
  readonly cloudwatch?: Pick<CloudWatchReader, 'describeAlarms'>;
  /** What is known of an incident. @default what its check says of itself */
  readonly facts?: (loaded: LoadedProject) => Facts;
  /** Gets what the notifier counts of its own work. @default nobody */
  readonly sink?: Sink;
}

/** A change of an alarm's state, as CloudWatch would publish it. */
export interface Change {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly reason: string;
  /** When the state began, epoch milliseconds. @default now */
  readonly at?: number;
}

export interface LocalNotifier {
  /** What CloudWatch and SNS do with a change. */
  readonly publish: (change: Change) => void;
  /** Compares what fires with what was told, as each minute on AWS. Never rejects. */
  readonly reconcile: () => Promise<void>;
  /** Goes on with other definitions. */
  readonly use: (loaded: LoadedProject) => Promise<void>;
  /** Tells nothing more. Resolves when what is being told is told. */
  readonly close: () => Promise<void>;
}

/** An invocation's time, as on Lambda. */
const TURN_MS = 60_000;

/** The deployed notifier on one machine: the same messages, the same code, a queue in memory and a store of its own. */
export async function localNotifier(options: LocalNotifierOptions): Promise<LocalNotifier> {
  const { clock, log } = options;
  let { loaded } = options;
  const queue = new LocalQueue({
    gatherMs: () => options.gatherMs ?? gatherMsOf(loaded),
    take: (messages) => notify(messages, TURN_MS, ports),
    log,
  });
  let ports = await localPorts(queue, options);
  return {
    publish: (change) => queue.send(messageOf(change, clock.now())),
    reconcile: () => {
      const { home } = loaded.project;
      return reconcile(TURN_MS, { ...ports, home, deadLetterQueueUrls: [QUEUE], isHere: isLocalArn });
    },
    use: async (next) => {
      ports = await localPorts(queue, { ...options, loaded: next });
      loaded = next;
    },
    close: () => queue.close(),
  };
}

/** Whole seconds, as deployed; the rest of a shorter wait is the notifier's to keep. */
const gatherMsOf = ({ routing, alarms }: LoadedProject): number =>
  Math.floor(shortestWaitMs(routing, alarms) / 1_000) * 1_000;

const QUEUE = 'local';

/** What the notifier needs, as one machine has it. */
export async function localPorts(queue: SqsPort, options: LocalNotifierOptions): Promise<NotifyPorts> {
  const { loaded, store, clock, log, inbox, onTold, facts = factsOf, sink = NO_SINK } = options;
  const { secrets, redact } = watchedSecrets(options.secrets);
  const { routing, alarms } = loaded;
  // Whom SNS would tell by itself is told by us: there is no SNS here.
  const receivers = loaded.receivers.map((receiver) => ({ ...receiver, isSent: true }));
  const instead = await senders(loaded.receivers, secrets, toInbox(inbox));
  const send: Send = async (delivery, receiver, sender) => {
    const outcome = await (instead.get(receiver.name) ?? (await loadSend(receiver.kind)))(
      delivery,
      receiver,
      sender,
    );
    if (outcome.isTold) onTold?.(receiver.name, delivery);
    return outcome;
  };
  return {
    clock,
    random: Math.random,
    log,
    redact,
    store,
    sqs: queue,
    queueUrl: QUEUE,
    sink,
    facts: facts(loaded),
    cloudwatch: options.cloudwatch ?? { describeAlarms: async () => ({}) },
    alarms: catalogueOf(alarms),
    receivers,
    routing,
    loadSend: async () => send,
    sender: { clock, secrets, sns: { publish: noSns }, topicArn: (name) => name },
  };
}

const NO_SINK: Sink = { deliver: async (datums) => ({ delivered: datums.length, spooled: 0, lost: 0 }) };

/** The senders of those that this machine cannot send to. */
async function senders(
  receivers: readonly Receiver[],
  secrets: SecretReader,
  inbox: Send,
): Promise<ReadonlyMap<string, Send>> {
  const can = await Promise.all(receivers.map((receiver) => canSend(receiver, secrets)));
  return new Map(receivers.flatMap(({ name }, index) => (can[index] ? [] : [[name, inbox] as const])));
}

const noSns = (): Promise<never> => Promise.reject(new Error('there is no SNS on one machine'));

/** What is known without asking anybody: the check itself. */
export function factsOf({ checks }: Pick<LoadedProject, 'checks'>): Facts {
  const known = new Map(checks.map((check) => [check.id, check]));
  const atHand: Facts['atHand'] = ({ labels }) => ofCheck(known.get(labels.check ?? ''), []);
  return { atHand, of: async (incident) => atHand(incident), picture: async () => undefined };
}

/** CloudWatch's message in SNS's envelope. */
function messageOf({ alarm, state, reason, at }: Change, now: number): string {
  return JSON.stringify({
    Type: 'Notification',
    TopicArn: `arn:aws:sns:local:000000000000:${topicOf('local')}`,
    Timestamp: new Date(now).toISOString(),
    Message: JSON.stringify({
      AlarmName: alarm,
      AlarmDescription: '',
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: new Date(at ?? now).toISOString().replace('Z', '+0000'),
      AlarmArn: alarmArn(alarm),
    }),
  });
}
