import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerProps } from './handler-function.ts';
import { DeadLetterQueue } from './queues.ts';

/** Below the minute after which the next one is due. */
const DISPATCH_TIMEOUT = Duration.seconds(30);

/** The shortest age that Scheduler and Lambda take; by then the next minute is due. */
const MAX_AGE = Duration.seconds(60);

/** Not `rate(1 minute)`, which counts from whenever it was created: minutes are planned from their start. */
const EVERY_MINUTE = 'cron(* * * * ? *)';

interface DispatchProps extends HandlerProps {
  /** Takes the batches that are due. */
  readonly probeQueue: Queue;
  /** Counted with those of the tick itself. */
  readonly deadLetters: readonly Queue[];
}

/** The tick of each minute, and the function that sends what is due in it to the probe queue. */
export class Dispatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { asset, environment, probeQueue, deadLetters: others }: DispatchProps,
  ) {
    super(scope, id);
    const missedTicks = new DeadLetterQueue(this, 'MissedTicks');
    const deadLetters = [...others, missedTicks];
    const dispatch = new HandlerFunction(this, 'Dispatch', {
      asset,
      environment: {
        ...environment,
        PROBE_QUEUE_URL: probeQueue.queueUrl,
        DEAD_LETTER_QUEUE_URLS: deadLetters.map(({ queueUrl }) => queueUrl).join(','),
      },
      name: 'dispatch',
      description: 'Sends what is due in a minute to the probe queue',
      memorySize: 512,
      timeout: DISPATCH_TIMEOUT,
      // Scheduler only hands the tick over; what fails after that is Lambda's to retry, and comes too late by then.
      retryAttempts: 0,
      maxEventAge: MAX_AGE,
      deadLetterQueue: missedTicks,
    });
    probeQueue.grant(dispatch, 'sqs:SendMessage');
    for (const queue of deadLetters) queue.grant(dispatch, 'sqs:GetQueueAttributes');
    this.everyMinute(dispatch, missedTicks);
  }

  /** An L1 with a role of its own: the L2's may invoke every version of the function. */
  private everyMinute(dispatch: HandlerFunction, missedTicks: Queue): void {
    const scheduler = new ServicePrincipal('scheduler.amazonaws.com');
    const { account } = Stack.of(this);
    const role = new Role(this, 'TickRole', {
      assumedBy: scheduler.withConditions({ StringEquals: { 'aws:SourceAccount': account } }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [dispatch.functionArn] }),
    );
    missedTicks.grant(role, 'sqs:SendMessage');
    const tick = new CfnSchedule(this, 'Tick', {
      description: 'The tick of each minute',
      scheduleExpression: EVERY_MINUTE,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: dispatch.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ time: ContextAttribute.scheduledTime }),
        retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: MAX_AGE.toSeconds() },
        deadLetterConfig: { arn: missedTicks.queueArn },
      },
    });
    // Scheduler tries the role when the schedule is made; its policy is a resource of its own.
    tick.node.addDependency(role);
  }
}
