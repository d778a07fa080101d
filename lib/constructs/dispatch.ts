import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { everyMinute, tickedBy } from './every-minute.ts';
import { HandlerFunction, type HandlerProps } from './handler-function.ts';
import { DeadLetterQueue } from './queues.ts';

/** Below the minute after which the next one is due. */
const DISPATCH_TIMEOUT = Duration.seconds(30);

interface DispatchProps extends HandlerProps {
  /** Take the batches of each lane that are due. */
  readonly queues: { readonly light: Queue; readonly browser?: Queue | undefined };
  /** Counted with those of the tick itself. */
  readonly deadLetters: readonly Queue[];
}

/** The tick of each minute, and the function that sends what is due in it to the queues of the probes. */
export class Dispatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { asset, environment, queues, deadLetters: others }: DispatchProps,
  ) {
    super(scope, id);
    const missedTicks = new DeadLetterQueue(this, 'MissedTicks');
    const deadLetters = [...others, missedTicks];
    const dispatch = new HandlerFunction(this, 'Dispatch', {
      ...tickedBy(missedTicks),
      asset,
      environment: {
        ...environment,
        PROBE_QUEUE_URL: queues.light.queueUrl,
        ...(queues.browser && { BROWSER_QUEUE_URL: queues.browser.queueUrl }),
        DEAD_LETTER_QUEUE_URLS: deadLetters.map(({ queueUrl }) => queueUrl).join(','),
      },
      name: 'dispatch',
      description: 'Sends what is due in a minute to the probe queue',
      memorySize: 512,
      timeout: DISPATCH_TIMEOUT,
    });
    queues.light.grant(dispatch, 'sqs:SendMessage');
    queues.browser?.grant(dispatch, 'sqs:SendMessage');
    for (const queue of deadLetters) queue.grant(dispatch, 'sqs:GetQueueAttributes');
    everyMinute(this, dispatch, missedTicks);
  }
}
