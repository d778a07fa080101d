import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FLUSH_RESERVE_MS, RUN_BUDGET_MS } from '../../model/plan.ts';
import { HandlerFunction, type HandlerFunctionProps, type HandlerProps } from './handler-function.ts';
import { DeadLetterQueue, WorkQueue } from './queues.ts';
import { readSecrets } from './secrets.ts';

/** To load the AWS clients before the first probe, in a cold environment. */
const START_MS = 10_000;

const PROBE_TIMEOUT = Duration.millis(START_MS + RUN_BUDGET_MS + FLUSH_RESERVE_MS);

/**
 * As short as Lambda allows, and not six times as long as AWS advises: a message that comes back a quarter of an
 * hour later is too late for all but the slowest checks.
 */
const VISIBILITY = PROBE_TIMEOUT;

/**
 * A late probe is worse than a gap, so nothing is insisted on. The second receive is for a message that Lambda was
 * throttled on, which counts as received; the handler drops, and counts, what is too late by then.
 */
const MAX_RECEIVES = 2;

/** After an outage, what is older than this is not even looked at. The watchdog has spoken long before. */
const RETENTION = Duration.minutes(15);

/** A message is a batch of checks already: joining several would only make them wait for each other. */
const MESSAGES_AT_ONCE = 1;

/** What is probed, with whatever. */
export interface Probed extends HandlerProps {
  readonly spool: Queue;
  /** Names of the secrets that its checks refer to. */
  readonly secrets: readonly string[];
}

interface ProbingProps extends Probed, Omit<HandlerFunctionProps, 'timeout'> {
  /** Batches that are probed at once. */
  readonly maxConcurrency: number;
}

/** The queue of batches that are due, and the function that probes them. */
export class Probing extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  readonly probe: HandlerFunction;

  constructor(scope: Construct, id: string, props: ProbingProps) {
    super(scope, id);
    const { environment, spool, secrets, maxConcurrency, ...own } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new WorkQueue(this, 'Queue', {
      deadLetters: this.deadLetters,
      maxReceiveCount: MAX_RECEIVES,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: RETENTION,
    });
    this.probe = new HandlerFunction(this, 'Probe', {
      ...own,
      // Passed results are in the metrics; the log is for those that are not.
      environment: { ...environment, SPOOL_QUEUE_URL: spool.queueUrl, LOG_SAMPLE_RATE: '0' },
      timeout: PROBE_TIMEOUT,
    });
    this.probe.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: MESSAGES_AT_ONCE,
        reportBatchItemFailures: true,
        maxConcurrency,
      }),
    );
    spool.grant(this.probe, 'sqs:SendMessage');
    readSecrets(this.probe, secrets);
  }
}
