import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FLUSH_RESERVE_MS, RUN_BUDGET_MS } from '../../model/plan.ts';
import { PROBE_LOG_GROUP } from '../../model/result.ts';
import { HandlerFunction, type HandlerProps } from './handler-function.ts';
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

/** Leaves the account most of its 1,000 concurrent executions (Lambda quotas); 100 of them run 10,000 checks at once. */
const MAX_CONCURRENCY = 100;

/** A message is a batch of checks already: joining several would only make them wait for each other. */
const MESSAGES_AT_ONCE = 1;

interface ProbingProps extends HandlerProps {
  readonly spool: Queue;
  /** Names of the secrets that the checks at this location refer to. */
  readonly secrets: readonly string[];
}

/** The queue of batches that are due, and the function that probes them. */
export class Probing extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { asset, environment, spool, secrets }: ProbingProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new WorkQueue(this, 'Queue', {
      deadLetters: this.deadLetters,
      maxReceiveCount: MAX_RECEIVES,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: RETENTION,
    });
    const probe = new HandlerFunction(this, 'Probe', {
      asset,
      // Passed results are in the metrics; the log is for those that are not.
      environment: { ...environment, SPOOL_QUEUE_URL: spool.queueUrl, LOG_SAMPLE_RATE: '0' },
      name: 'probe',
      logGroupName: PROBE_LOG_GROUP,
      description: 'Probes a batch of checks and publishes what came of it',
      memorySize: 512,
      timeout: PROBE_TIMEOUT,
    });
    probe.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: MESSAGES_AT_ONCE,
        reportBatchItemFailures: true,
        maxConcurrency: MAX_CONCURRENCY,
      }),
    );
    spool.grant(probe, 'sqs:SendMessage');
    readSecrets(probe, secrets);
  }
}
