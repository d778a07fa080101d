import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

const TOPIC_NAME = 'vedette-alarms';

/** KMS: the shortest wait before a key is gone (ScheduleKeyDeletion). Nothing is kept under it that could be missed. */
const KEY_DELETION = Duration.days(7);

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/** The topic's ARN, for the stacks of the same account and region that publish to it. */
export const alarmTopicArn = (scope: Construct): string =>
  Stack.of(scope).formatArn({ service: 'sns', resource: TOPIC_NAME });

/** Where every alarm speaks. Whoever wants to hear subscribes to `vedette-alarms`. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: TOPIC_NAME,
      displayName: 'Vedette alarms',
      masterKey: this.key(),
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(this.alarmsMayPublish());
  }

  /** A key of our own: CloudWatch may not use `alias/aws/sns`, and fails without a word but in the alarm's history. */
  private key(): Key {
    const key = new Key(this, 'Key', {
      description: 'Vedette: the topic vedette-alarms',
      enableKeyRotation: true,
      pendingWindow: KEY_DELETION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Without a condition on the source: CloudWatch's calls to KMS carry none, and would be refused in silence. Who
    // may publish is for the topic's policy to say.
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayEncrypt',
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    return key;
  }

  /** A topic with a policy of its own has lost the default one, which let the account's alarms publish. */
  private alarmsMayPublish(): PolicyStatement {
    const { account } = Stack.of(this);
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: 'vedette/*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: 'AlarmsMayPublish',
      effect: Effect.ALLOW,
      principals: [CLOUDWATCH],
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarms }, StringEquals: { 'aws:SourceAccount': account } },
    });
  }
}
