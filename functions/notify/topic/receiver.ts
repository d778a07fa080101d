import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';

/** An SNS topic, `vedette-<name>`, that takes CloudWatch's own messages; subscribe to it what you like. */
export const topic = defineReceiver<'topic', ReceiverCommon, null>({
  receiver: 'topic',
  rules: {},
  required: [],
  spec: () => null,
  isSent: () => false,
  subscriptions: () => [],
  paceMs: 0,
});
