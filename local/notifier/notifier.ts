import type { Facts } from '../../functions/notify/facts/facts.ts';
import { loadSend } from '../../functions/notify/load-sender.ts';
import { catalogueOf } from '../../functions/notify/messages/signal.ts';
import { type NotifyPorts, notify } from '../../functions/notify/notify.ts';
import type { Send } from '../../functions/notify/sender.ts';
import type { Store } from '../../functions/notify/store.ts';
import type { Clock } from '../../functions/platform/clock.ts';
import type { Log } from '../../functions/platform/log.ts';
import { type SecretReader, watchedSecrets } from '../../functions/platform/secrets.ts';
import type { SqsPort } from '../../functions/platform/sqs.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import { type Receiver, topicOf } from '../../model/receiver.ts';
import type { LoadedProject } from '../project.ts';
import { canSend, type InboxItem, toInbox } from './inbox.ts';
import { LocalQueue } from './queue.ts';

export interface LocalNotifierOptions {
  readonly loaded: LoadedProject;
  readonly store: Store;
  readonly secrets: SecretReader;
  readonly clock: Clock;
  readonly log: Log;
  /** Gets what cannot be sent from this machine. */
  readonly inbox: (item: InboxItem) => void;
}

/** A change of an alarm's state, as CloudWatch would publish it. */
export interface Change {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly reason: string;
}

export interface LocalNotifier {
  /** What CloudWatch and SNS do with a change. */
  readonly publish: (change: Change) => void;
  /** Runs until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** An invocation's time, as on Lambda. */
const TURN_MS = 60_000;

/** The deployed notifier on one machine: the same messages, the same code, a queue in memory and a store of its own. */
export async function localNotifier(options: LocalNotifierOptions): Promise<LocalNotifier> {
  const queue = new LocalQueue(options.clock);
  const ports = await localPorts(queue, options);
  return {
    publish: (change) => queue.send(messageOf(change, options.clock.now())),
    run: (signal) => queue.consume((messages) => notify(messages, TURN_MS, ports), signal),
  };
}

/** What the notifier needs, as one machine has it. */
export async function localPorts(queue: SqsPort, options: LocalNotifierOptions): Promise<NotifyPorts> {
  const { loaded, store, clock, log, inbox } = options;
  const { secrets, redact } = watchedSecrets(options.secrets);
  const { receivers, routing, alarms, checks } = loaded;
  const instead = await senders(receivers, secrets, toInbox(inbox));
  return {
    clock,
    random: Math.random,
    log,
    redact,
    store,
    sqs: queue,
    queueUrl: 'local',
    sink: { deliver: async (datums) => ({ delivered: datums.length, spooled: 0, lost: 0 }) },
    facts: factsOf(checks),
    // Composites are asked for why they fire; here each says so itself.
    cloudwatch: { describeAlarms: async () => ({}) },
    alarms: catalogueOf(alarms),
    receivers,
    routing,
    loadSend: async (kind) => async (delivery, receiver, sender) =>
      (instead.get(receiver.name) ?? (await loadSend(kind)))(delivery, receiver, sender),
    sender: { clock, secrets, sns: { publish: noSns }, topicArn: (name) => name },
  };
}

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
function factsOf(checks: LoadedProject['checks']): Facts {
  const known = new Map(checks.map((check) => [check.id, check]));
  const atHand: Facts['atHand'] = ({ labels }) => {
    const check = known.get(labels.check ?? '');
    return {
      ...(check && { target: check.target }),
      ...(check?.runbook && { runbook: check.runbook }),
      links: [],
      locations: [],
    };
  };
  return { atHand, of: async (incident) => atHand(incident), picture: async () => undefined };
}

/** CloudWatch's message in SNS's envelope. */
function messageOf({ alarm, state, reason }: Change, now: number): string {
  const time = new Date(now).toISOString();
  return JSON.stringify({
    Type: 'Notification',
    TopicArn: `arn:aws:sns:local:000000000000:${topicOf('local')}`,
    Timestamp: time,
    Message: JSON.stringify({
      AlarmName: alarm,
      AlarmDescription: '',
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: time.replace('Z', '+0000'),
      AlarmArn: `arn:aws:cloudwatch:local:000000000000:alarm:${alarm}`,
    }),
  });
}
