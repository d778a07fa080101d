import type { Complaint } from './finding.ts';
import type { Rule, Rules } from './rules.ts';
import type { Secret } from './secret.ts';

/** The properties that every receiver has. */
export interface ReceiverCommon {
  /** The receiver that is told instead, when this one keeps failing. @default none */
  readonly fallback?: string;
}

/** Somebody or something that listens to SNS without our notifier in between. */
export interface Subscription {
  /** `alarms`: CloudWatch's own messages; `texts`: what the notifier writes, readable. */
  readonly to: 'alarms' | 'texts';
  readonly protocol: 'email' | 'sms' | 'https';
  /** A secret among the parts is put in by CloudFormation, from Secrets Manager. */
  readonly endpoint: readonly (string | Secret)[];
  /** `self`: only alarms on Vedette itself, by a road that does not need it. @default every alarm */
  readonly only?: 'self';
}

/** What a kind of receiver is, as its folder describes it. */
export interface ReceiverDescription<K extends string, Options extends ReceiverCommon, Spec> {
  /** Lower-case words joined by dashes, the folder's name. */
  readonly receiver: K;
  /** One rule for each property that the kind adds. */
  readonly rules: Rules<Omit<Options, keyof ReceiverCommon>>;
  readonly required: readonly (keyof Options & string)[];
  /** What can only be said of properties together. Called when each of them is right. @default nothing */
  readonly judge?: (options: Options) => readonly Complaint[];
  /** The options with the kind's defaults: everything its sender needs. Called on valid options only. */
  readonly spec: (options: Options) => Spec;
  /** Whether the notifier sends to it; `false` where SNS alone does. */
  readonly isSent: (spec: Spec) => boolean;
  /** What is subscribed to its topics. */
  readonly subscriptions: (spec: Spec) => readonly Subscription[];
  /** The least time between two sends, in milliseconds. */
  readonly paceMs: number;
}

/** What a builder returns: `slack('trading', { channel: '#trading', token: secret('slack/token') })`. */
export interface ReceiverDefinition<
  K extends string = string,
  Options extends ReceiverCommon = ReceiverCommon,
> {
  readonly receiver: K;
  readonly name: string;
  readonly options: Options;
}

/** A kind of receiver is its own builder, as a kind of check is. */
export interface ReceiverKind<K extends string, Options extends ReceiverCommon, Spec>
  extends ReceiverDescription<K, Options, Spec> {
  (name: string, options: Options): ReceiverDefinition<K, Options>;
}

/** Any kind of receiver, for the code that loops over the registry. */
export interface AnyReceiverKind
  extends Omit<
    ReceiverDescription<string, never, never>,
    'rules' | 'required' | 'judge' | 'spec' | 'isSent' | 'subscriptions'
  > {
  (name: string, options: never): ReceiverDefinition;
  readonly rules: Readonly<Record<string, Rule>>;
  readonly required: readonly string[];
  readonly judge?: (options: never) => readonly Complaint[];
  readonly spec: (options: never) => unknown;
  readonly isSent: (spec: never) => boolean;
  readonly subscriptions: (spec: never) => readonly Subscription[];
}

/** The kinds of receiver that there are, by name: handed in, because the model knows none of them. */
export type Receivers = Readonly<Record<string, AnyReceiverKind>>;

/** A receiver ready to be told. */
export interface Receiver<K extends string = string, Spec = unknown> {
  readonly kind: K;
  readonly name: string;
  readonly spec: Spec;
  readonly fallback: string | undefined;
  readonly isSent: boolean;
  readonly subscriptions: readonly Subscription[];
  readonly paceMs: number;
}

/** Turns a description into the kind's builder. */
export function defineReceiver<K extends string, Options extends ReceiverCommon, Spec>(
  description: ReceiverDescription<K, Options, Spec>,
): ReceiverKind<K, Options, Spec> {
  const build = (name: string, options: Options): ReceiverDefinition<K, Options> => ({
    receiver: description.receiver,
    name,
    options,
  });
  return Object.assign(build, description);
}

/** The SNS topic that a receiver's alarms are published to. */
export const topicOf = (receiver: string): string => `vedette-${receiver}`;

/** The SNS topic that readable texts are published to, for e-mail and SMS. */
export const textTopicOf = (receiver: string): string => `vedette-${receiver}-texts`;

/** The receiver that a topic belongs to, by the topic's name or ARN; `undefined` when it is not a receiver's. */
export const receiverOf = (topic: string): string | undefined => /(?:^|:)vedette-([^:]+)$/.exec(topic)?.[1];
