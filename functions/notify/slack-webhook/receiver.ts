import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';
import type { Secret } from '../../../model/secret.ts';

export interface SlackWebhookOptions extends ReceiverCommon {
  /** The incoming webhook's URL: whoever knows it can post. */
  readonly url: Secret;
}

export interface SlackWebhookSpec {
  readonly url: Secret;
}

/** Slack: one message a second for each webhook (rate limits, incoming webhooks). */
const PACE_MS = 1_000;

/** A new message for each news, without a bot: `slackWebhook('trading', { url: secret('slack/webhook') })`. */
export const slackWebhook = defineReceiver<'slack-webhook', SlackWebhookOptions, SlackWebhookSpec>({
  receiver: 'slack-webhook',
  required: ['url'],
  rules: { url: rules.secretOnly },
  spec: ({ url }) => ({ url }),
  isSent: () => true,
  subscriptions: () => [],
  paceMs: PACE_MS,
});
