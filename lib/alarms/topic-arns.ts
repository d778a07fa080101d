import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Alarm } from '../../model/alarm/alarm.ts';
import { topicOf } from '../../model/receiver.ts';

/** The receivers whose topics are an alarm's actions, by name. */
export type ReceiversOf = (alarm: Alarm) => readonly string[];

/**
 * The topics of receivers, in the account and region of the scope. By name, not by a cross-stack reference: an export
 * cannot change while somebody imports it, and a weak reference is read once at deploy. The names are stable, so that
 * every stack can always be deployed.
 */
export const topicArns = (scope: Construct, receivers: readonly string[]): string[] =>
  receivers.map((receiver) => Stack.of(scope).formatArn({ service: 'sns', resource: topicOf(receiver) }));
