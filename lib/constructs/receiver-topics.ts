import {
  ArnFormat,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  Duration,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  FilterOrPolicy,
  Subscription as SnsSubscription,
  SubscriptionFilter,
  SubscriptionProtocol,
  Topic,
} from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SELF_PREFIX } from '../../model/alarm/alarm.ts';
import { hash } from '../../model/hash.ts';
import { type Receiver, type Subscription, textTopicOf, topicOf } from '../../model/receiver.ts';
import { managedId, type Secret } from '../../model/secret.ts';

/** KMS: the shortest wait before a key is gone (ScheduleKeyDeletion). Nothing is kept under it that could be missed. */
const KEY_DELETION = Duration.days(7);

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/**
 * A topic for each receiver, where alarms speak, and one for its texts where somebody is subscribed to them. Whoever
 * wants to hear too subscribes to `vedette-<receiver>`.
 */
export class ReceiverTopics extends Construct {
  readonly key: Key;
  /** By the receiver's name. */
  readonly alarms: ReadonlyMap<string, Topic>;
  readonly texts: readonly Topic[];

  constructor(scope: Construct, id: string, receivers: readonly Receiver[]) {
    super(scope, id);
    this.key = this.makeKey();
    this.alarms = new Map(receivers.map((receiver) => [receiver.name, this.alarmsOf(receiver)]));
    this.texts = receivers.flatMap((receiver) => this.textsOf(receiver));
  }

  /** What an alarm of this stack speaks to. */
  arnsOf(receivers: readonly string[]): string[] {
    return receivers.flatMap((name) => this.alarms.get(name)?.topicArn ?? []);
  }

  /** A key of our own: CloudWatch may not use `alias/aws/sns`, and fails without a word but in the alarm's history. */
  private makeKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Vedette: the topics of receivers',
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

  private alarmsOf({ name, subscriptions }: Receiver): Topic {
    // The topic that there was before receivers keeps its place in the template, and with it those who subscribed.
    const topic = this.topic(name === 'alarms' ? 'Topic' : name, topicOf(name), `Vedette ${name}`);
    topic.addToResourcePolicy(this.alarmsMayPublish(topic));
    subscribe(
      topic,
      subscriptions.filter(({ to }) => to === 'alarms'),
    );
    return topic;
  }

  private textsOf({ name, subscriptions }: Receiver): Topic[] {
    const toTexts = subscriptions.filter(({ to }) => to === 'texts');
    if (toTexts.length === 0) return [];
    const topic = this.topic(`${name}-texts`, textTopicOf(name), 'Vedette');
    subscribe(topic, toTexts);
    return [topic];
  }

  private topic(id: string, topicName: string, displayName: string): Topic {
    return new Topic(this, id, { topicName, displayName, masterKey: this.key, enforceSSL: true });
  }

  /**
   * A topic with a policy of its own has lost the default one, which let the account's alarms publish. Any alarm of the
   * account may: a team can tell a receiver of alarms that are not Vedette's.
   */
  private alarmsMayPublish(topic: Topic): PolicyStatement {
    const { account } = Stack.of(this);
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: 'AlarmsMayPublish',
      effect: Effect.ALLOW,
      principals: [CLOUDWATCH],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarms }, StringEquals: { 'aws:SourceAccount': account } },
    });
  }
}

function subscribe(topic: Topic, subscriptions: readonly Subscription[]): void {
  for (const { protocol, endpoint, only } of subscriptions) {
    // Named after whom it is for: with a number instead, one address less would renumber, and so unsubscribe, others.
    const id = `${protocol}-${hash(JSON.stringify(endpoint)).toString(36)}`;
    new SnsSubscription(topic, id, {
      topic,
      protocol: PROTOCOLS[protocol],
      endpoint: endpoint.map((part) => (typeof part === 'string' ? part : referenceTo(part))).join(''),
      ...(only === 'self' && { filterPolicyWithMessageBody: ONLY_SELF }),
    });
  }
}

const PROTOCOLS = {
  email: SubscriptionProtocol.EMAIL,
  sms: SubscriptionProtocol.SMS,
  https: SubscriptionProtocol.HTTPS,
} as const satisfies Record<Subscription['protocol'], SubscriptionProtocol>;

/** By the message, because CloudWatch sets no attributes. */
const ONLY_SELF = {
  AlarmName: FilterOrPolicy.filter(SubscriptionFilter.stringFilter({ matchPrefixes: [SELF_PREFIX] })),
};

/** The template has the reference; CloudFormation alone sees the value. Validation let only managed secrets through. */
function referenceTo({ secret }: Secret): string {
  const id = managedId(secret) ?? secret;
  return new CfnDynamicReference(CfnDynamicReferenceService.SECRETS_MANAGER, `${id}:SecretString`).toString();
}
