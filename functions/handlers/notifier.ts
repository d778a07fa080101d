import type { Context } from 'aws-lambda';
import project from '../../checks/index.ts';
import { once } from '../../model/once.ts';
import { settleProject } from '../../model/settle-project.ts';
import { kinds } from '../../probes/kinds.ts';
import { connectCloudWatchReader } from '../notify/cloudwatch.ts';
import { dynamoDbStore } from '../notify/dynamodb-store.ts';
import { awsFacts } from '../notify/facts/aws-facts.ts';
import { connectLogs } from '../notify/facts/logs.ts';
import { connectSignUrl } from '../notify/facts/sign-url.ts';
import { loadSend } from '../notify/load-sender.ts';
import { catalogueOf } from '../notify/messages/signal.ts';
import type { NotifyPorts } from '../notify/notify.ts';
import { receivers as receiverKinds } from '../notify/receivers.ts';
import type { HealPorts } from '../notify/reconcile/heal.ts';
import { connectSns } from '../notify/sns.ts';
import { systemClock as clock } from '../platform/clock.ts';
import { required } from '../platform/environment.ts';
import { jsonLog } from '../platform/log.ts';
import { cachedSecrets, watchedSecrets } from '../platform/secrets.ts';
import { connectSqs } from '../platform/sqs.ts';
import { ssmSecrets } from '../platform/ssm-secrets.ts';
import { connectCloudWatch } from '../sinks/cloudwatch/port.ts';
import { cloudWatchSink } from '../sinks/cloudwatch/sink.ts';

/** Kept for the next write, so that the last thing that a turn does is not cut off. */
const RESERVE_MS = 2_000;

export type NotifierContext = Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

export const remainingMs = (context: NotifierContext): number =>
  Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS);

type NotifierPorts = NotifyPorts & HealPorts & { readonly home: string };

/** What both functions that tell people need: once for each environment, but for what the function's own ARN says. */
export async function notifierPorts({ invokedFunctionArn }: NotifierContext): Promise<NotifierPorts> {
  const made = await ports();
  const arnOf = arnsBeside(invokedFunctionArn);
  return {
    ...made,
    sender: { ...made.sender, topicArn: (name) => arnOf('sns', name) },
    isHere: (arn) => arn.startsWith(arnOf('cloudwatch', '')),
  };
}

/** ARNs of what is in the same partition, region and account as a function. */
function arnsBeside(functionArn: string): (service: string, resource: string) => string {
  const [, partition, , region, account] = functionArn.split(':');
  return (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

const ports = once(async () => {
  const { env } = process;
  const home = required(env, 'HOME_REGION');
  const { checks, alarms, receivers, routing } = settleProject(project, { kinds, receivers: receiverKinds });
  const cloudwatch = connectCloudWatchReader(home);
  const { secrets, redact } = watchedSecrets(cachedSecrets(ssmSecrets(), clock.now));
  return {
    home,
    clock,
    random: Math.random,
    log: jsonLog(home),
    redact,
    store: dynamoDbStore(required(env, 'TABLE_NAME')),
    sqs: connectSqs(),
    queueUrl: required(env, 'WAKE_QUEUE_URL'),
    sink: cloudWatchSink({ cloudwatch: connectCloudWatch(home), clock, random: Math.random }),
    facts: awsFacts({ cloudwatch, logs: connectLogs(), signUrl: connectSignUrl(), clock, checks, home }),
    cloudwatch,
    alarms: catalogueOf(alarms),
    receivers,
    routing,
    loadSend,
    sender: { clock, secrets, sns: connectSns() },
  };
});
