import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** SQS keeps a message for at most 14 days (SetQueueAttributes, MessageRetentionPeriod). */
export const LONGEST_RETENTION = Duration.days(14);

const SEALED = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** Where messages end that nobody could handle. As long as SQS keeps them: a person has to look. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { ...SEALED, retentionPeriod: LONGEST_RETENTION });
  }
}

interface WorkQueueProps extends QueueProps {
  readonly deadLetters: DeadLetterQueue;
  /** How often a message is received before it is a dead letter. */
  readonly maxReceiveCount: number;
}

/** A queue that a function works off. */
export class WorkQueue extends Queue {
  constructor(
    scope: Construct,
    id: string,
    { deadLetters: queue, maxReceiveCount, ...props }: WorkQueueProps,
  ) {
    super(scope, id, { ...SEALED, ...props, deadLetterQueue: { queue, maxReceiveCount } });
  }
}
