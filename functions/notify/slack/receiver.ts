import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';
import type { Secret } from '../../../model/secret.ts';

export interface SlackOptions extends ReceiverCommon {
  /** The channel's id, `'C0123456789'`; of a name such as `'#trading'` Slack cannot be asked what arrived. */
  readonly channel: string;
  /** The bot's token, `xoxb-...`. */
  readonly token: Secret;
  /** Slack's Web API, without a slash at its end: https, or http on this machine. @default 'https://slack.com/api' */
  readonly api?: string;
}

export interface SlackSpec {
  readonly channel: string;
  readonly token: Secret;
  readonly api: string;
}

/** Slack: one message a second in a channel (rate limits, posting messages). */
const PACE_MS = 1_000;

const channel = rules.rule(
  (value) => typeof value === 'string' && /^([CGD][A-Z0-9]{2,30}|#[^\s#@:,]{1,80})$/.test(value),
  'a channel',
  "its id, such as 'C0123456789', or its name with #",
);

/** One message for each notice, kept up to date: `slack('trading', { channel: 'C0123456789', token: secret('slack/token') })`. */
export const slack = defineReceiver<'slack', SlackOptions, SlackSpec>({
  receiver: 'slack',
  required: ['channel', 'token'],
  rules: { channel, token: rules.secretOnly, api: rules.safeUrl },
  spec: ({ channel, token, api = 'https://slack.com/api' }) => ({ channel, token, api }),
  isSent: () => true,
  subscriptions: () => [],
  paceMs: PACE_MS,
});
