import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';

/** An SNS topic to which teams subscribe whatever they like: `topic('trading-desk', {})`. */
export const topic = defineReceiver<'topic', ReceiverCommon, Readonly<Record<string, never>>>({
  receiver: 'topic',
  required: [],
  rules: {},
  spec: () => ({}),
  isSent: () => false,
  subscriptions: () => [],
  paceMs: 0,
});
