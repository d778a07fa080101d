import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

/** The shortest age that Scheduler and Lambda take; by then the next minute is due. */
const MAX_AGE = Duration.seconds(60);

/** Not `rate(1 minute)`, which counts from whenever it was created: minutes are planned from their start. */
const EVERY_MINUTE = 'cron(* * * * ? *)';

/**
 * How a function takes its ticks: Scheduler only hands one over; what fails after that is Lambda's to retry, and comes
 * too late by then.
 */
export const tickedBy = (missedTicks: Queue) =>
  ({ retryAttempts: 0, maxEventAge: MAX_AGE, deadLetterQueue: missedTicks }) as const;

/**
 * Calls a function at the start of each minute, with `{ time }`. An L1 with a role of its own: the L2's may invoke
 * every version of the function.
 */
export function everyMinute(scope: Construct, ticked: HandlerFunction, missedTicks: Queue): void {
  const scheduler = new ServicePrincipal('scheduler.amazonaws.com');
  const { account } = Stack.of(scope);
  const role = new Role(scope, 'TickRole', {
    assumedBy: scheduler.withConditions({ StringEquals: { 'aws:SourceAccount': account } }),
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [ticked.functionArn] }),
  );
  missedTicks.grant(role, 'sqs:SendMessage');
  const tick = new CfnSchedule(scope, 'Tick', {
    description: 'The tick of each minute',
    scheduleExpression: EVERY_MINUTE,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: ticked.functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ time: ContextAttribute.scheduledTime }),
      retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: MAX_AGE.toSeconds() },
      deadLetterConfig: { arn: missedTicks.queueArn },
    },
  });
  // Scheduler tries the role when the schedule is made; its policy is a resource of its own.
  tick.node.addDependency(role);
}
