import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Receiver } from '../../model/receiver.ts';
import { secretsIn } from '../../model/secret.ts';
import type { HandlerAssets } from '../bundle.ts';
import type { Variables } from '../environment.ts';
import { everyMinute, tickedBy } from './every-minute.ts';
import { HandlerFunction } from './handler-function.ts';
import { NotificationTable } from './notification-table.ts';
import { letNotify } from './notifier-access.ts';
import { DeadLetterQueue, WorkQueue } from './queues.ts';
import type { ReceiverTopics } from './receiver-topics.ts';

/** Long enough for a receiver that is slow, and over before reconcile's next tick would take the lane. */
const TIMEOUT = Duration.seconds(60);

/** AWS: six times the function's timeout, and the time in which a batch is gathered. */
const VISIBILITY_TIMES = 6;

/** What could not be taken so often will not be: a person has to look. */
const MAX_RECEIVES = 5;

/** Lambda: a batch of more than 10 messages must be gathered for a second at least (CreateEventSourceMapping). */
const MOST_AT_ONCE = { gathered: 500, straight: 10 } as const;

/** Few: a receiver is told by one of them at a time. More than one, so that a slow receiver delays nobody else. */
const MAX_CONCURRENCY = 5;

interface NotifyingProps {
  readonly handlers: Pick<HandlerAssets, 'notify' | 'reconcile'>;
  readonly environment: Variables;
  readonly topics: ReceiverTopics;
  readonly receivers: readonly Receiver[];
  /** Where probes run: what they logged is looked up there. */
  readonly locations: readonly string[];
  /** How long alarms are gathered before they are told together, 0 to 300,000 ms. */
  readonly gatherMs: number;
  /** Whether probes keep evidence, which is linked to. */
  readonly hasEvidence: boolean;
  readonly deletionProtection: boolean;
}

/** What tells people: the queues of what alarms said and of wakes, what was told, and the two functions that compare them. */
export class Notifying extends Construct {
  private readonly alarms: Queue;
  /** The notifier's words to itself: when to look at a receiver again. Not gathered, or each would be late by that time. */
  private readonly wakes: Queue;
  private readonly deadLetters = new DeadLetterQueue(this, 'DeadLetters');
  private readonly table: NotificationTable;

  constructor(scope: Construct, id: string, props: NotifyingProps) {
    super(scope, id);
    const { topics, gatherMs, deletionProtection } = props;
    // Whole seconds; the rest of a shorter wait is the notifier's to keep.
    const gather = Duration.seconds(Math.floor(gatherMs / 1_000));
    this.table = new NotificationTable(this, 'Table', { deletionProtection });
    const visibilityTimeout = Duration.seconds(VISIBILITY_TIMES * TIMEOUT.toSeconds());
    const queue = { deadLetters: this.deadLetters, maxReceiveCount: MAX_RECEIVES };
    this.alarms = new WorkQueue(this, 'Queue', {
      ...queue,
      visibilityTimeout: visibilityTimeout.plus(gather),
    });
    this.wakes = new WorkQueue(this, 'Wakes', { ...queue, visibilityTimeout });
    listen(this.alarms, topics);
    this.notify(props, gather);
    this.reconcile(props);
  }

  private notify(props: NotifyingProps, gather: Duration): void {
    const notify = new HandlerFunction(this, 'Notify', {
      asset: props.handlers.notify,
      environment: this.environment(props),
      name: 'notify',
      description: 'Tells receivers what alarms said',
      memorySize: 512,
      timeout: TIMEOUT,
    });
    const isGathered = gather.toSeconds() > 0;
    const straight = {
      batchSize: MOST_AT_ONCE.straight,
      reportBatchItemFailures: true,
      maxConcurrency: MAX_CONCURRENCY,
    };
    const gathered = { ...straight, batchSize: MOST_AT_ONCE.gathered, maxBatchingWindow: gather };
    notify.addEventSource(new SqsEventSource(this.alarms, isGathered ? gathered : straight));
    notify.addEventSource(new SqsEventSource(this.wakes, straight));
    this.letTell(notify, props);
  }

  private reconcile(props: NotifyingProps): void {
    const missedTicks = new DeadLetterQueue(this, 'MissedTicks');
    const deadLetters = [this.deadLetters, missedTicks];
    const reconcile = new HandlerFunction(this, 'Reconcile', {
      ...tickedBy(missedTicks),
      asset: props.handlers.reconcile,
      environment: {
        ...this.environment(props),
        DEAD_LETTER_QUEUE_URLS: deadLetters.map(({ queueUrl }) => queueUrl).join(','),
      },
      name: 'reconcile',
      description: 'Compares what fires with what was told, each minute',
      memorySize: 512,
      timeout: TIMEOUT,
    });
    for (const queue of deadLetters) queue.grant(reconcile, 'sqs:GetQueueAttributes');
    this.letTell(reconcile, props);
    everyMinute(this, reconcile, missedTicks);
  }

  private environment({ environment }: NotifyingProps): Variables {
    return {
      ...environment,
      TABLE_NAME: this.table.tableName,
      WAKE_QUEUE_URL: this.wakes.queueUrl,
    };
  }

  /** Both tell: what one did not get to is the other's. */
  private letTell(
    teller: HandlerFunction,
    { topics, receivers, locations, hasEvidence }: NotifyingProps,
  ): void {
    this.table.grant(teller, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem');
    this.wakes.grant(teller, 'sqs:SendMessage');
    letNotify(teller, { topics, locations, hasEvidence, secrets: secretsIn(receivers).sort() });
  }
}

/** Subscribes the queue to every topic, with SNS's envelope: it says which topic a message came by. */
function listen(queue: Queue, { alarms }: ReceiverTopics): void {
  const topics = [...alarms.values()];
  // One statement: SQS takes 20 in a policy, and receivers may be more.
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topics.map(({ topicArn }) => topicArn) } },
    }),
  );
  for (const topic of topics) {
    new Subscription(topic, 'Notify', {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: queue.queueArn,
    });
  }
}
