import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerProps } from './handler-function.ts';
import { DeadLetterQueue, LONGEST_RETENTION, WorkQueue } from './queues.ts';

const FLUSH_TIMEOUT = Duration.seconds(60);

/** AWS: six times the function's timeout, so that a throttled invocation is tried again by Lambda, not by SQS. */
const VISIBILITY = Duration.seconds(6 * FLUSH_TIMEOUT.toSeconds());

/** What CloudWatch has just refused is not offered to it again at once. */
const PAUSE = Duration.minutes(1);

/** One try in each `VISIBILITY` of 6 minutes: 100 of them are 10 hours of CloudWatch being away. */
const MAX_RECEIVES = 100;

/** Two at a time, the fewest that there can be: a CloudWatch that throttles is not to be pushed. */
const MAX_CONCURRENCY = 2;

/**
 * Datapoints that CloudWatch did not take, and the function that offers them again. They wait for up to 14 days, after
 * which CloudWatch would not take them any more.
 */
export class Spool extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, handler: HandlerProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new WorkQueue(this, 'Queue', {
      deadLetters: this.deadLetters,
      maxReceiveCount: MAX_RECEIVES,
      visibilityTimeout: VISIBILITY,
      deliveryDelay: PAUSE,
      retentionPeriod: LONGEST_RETENTION,
    });
    const flush = new HandlerFunction(this, 'Flush', {
      ...handler,
      name: 'flush-spool',
      description: 'Offers CloudWatch again what it did not take',
      memorySize: 256,
      timeout: FLUSH_TIMEOUT,
    });
    const source = { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: MAX_CONCURRENCY };
    flush.addEventSource(new SqsEventSource(this.queue, source));
  }
}
