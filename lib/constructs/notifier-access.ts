import { type Acknowledgment, ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PROBE_LOG_GROUP } from '../../model/result.ts';
import { PROBE_STACK } from './evidence-bucket.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { ReceiverTopics } from './receiver-topics.ts';
import { readSecrets } from './secrets.ts';

interface NotifierAccess {
  readonly topics: ReceiverTopics;
  /** Where probes run. */
  readonly locations: readonly string[];
  /** Whether probes keep evidence there. */
  readonly hasEvidence: boolean;
  /** Names of the secrets that receivers refer to. */
  readonly secrets: readonly string[];
}

/** Lets a function see what fires and what is known of it, and tell it. */
export function letNotify(
  teller: HandlerFunction,
  { topics, locations, hasEvidence, secrets }: NotifierAccess,
): void {
  const role = teller.role ?? teller;
  teller.addToRolePolicy(seeAlarms());
  Validations.of(role).acknowledge(ANY_ALARM);
  for (const location of locations) {
    const arn = logsAt(teller, location);
    teller.addToRolePolicy(new PolicyStatement({ actions: ['logs:FilterLogEvents'], resources: [arn] }));
    Validations.of(role).acknowledge(anyStream(teller, location));
  }
  if (hasEvidence) readEvidence(teller);
  if (topics.texts.length > 0) publishTexts(teller, topics);
  readSecrets(teller, secrets);
}

const seeAlarms = (): PolicyStatement =>
  new PolicyStatement({
    actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricWidgetImage'],
    resources: ['*'],
  });

const ANY_ALARM: Acknowledgment = {
  id: 'AwsSolutions-IAM5[Resource::*]',
  reason: 'CloudWatch has no ARN for metrics and their pictures, and lists alarms of all names or none',
};

const logsAt = (scope: HandlerFunction, region: string): string =>
  Stack.of(scope).formatArn({
    service: 'logs',
    region,
    resource: 'log-group',
    resourceName: `${PROBE_LOG_GROUP}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** cdk-nag names the finding after the ARN, and the account as CloudFormation does where it is not known. */
function anyStream(scope: HandlerFunction, region: string): Acknowledgment {
  const { account } = Stack.of(scope);
  const owner = Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
  return {
    id: `AwsSolutions-IAM5[Resource::arn:aws:logs:${region}:${owner}:log-group:${PROBE_LOG_GROUP}:*]`,
    reason: 'A log group is searched as a whole: each environment of the function has a stream of its own',
  };
}

/**
 * A link is good for what its signer may read. The buckets are in stacks of other regions, so their names are known
 * only as far as CloudFormation's pattern goes: the stack's name, in lower case, comes first.
 */
function readEvidence(teller: HandlerFunction): void {
  const { account, partition } = Stack.of(teller);
  const buckets = `${PROBE_STACK.toLowerCase()}*/*`;
  teller.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [`arn:${partition}:s3:::${buckets}`],
      conditions: { StringEquals: { 'aws:ResourceAccount': account } },
    }),
  );
  Validations.of(teller.role ?? teller).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:aws:s3:::${buckets}]`,
    reason:
      'The buckets of evidence, of this account alone; CloudFormation ends their names with what it likes',
  });
}

function publishTexts(teller: HandlerFunction, { texts, key }: ReceiverTopics): void {
  const resources = texts.map(({ topicArn }) => topicArn);
  teller.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources }));
  key.grant(teller, 'kms:Decrypt', 'kms:GenerateDataKey');
}
