import { expect } from 'vitest';
import type { Delivery } from '../functions/notify/sender.ts';
import { slack } from '../functions/notify/slack/receiver.ts';
import { send } from '../functions/notify/slack/send.ts';
import { secret } from '../model/secret.ts';
import { deliveryOf, incidentOf, toldOf } from './deliveries.ts';
import { CHANNEL, fakeSlack, SLACK_TOKEN } from './fakes/slack.ts';
import { receiverOf, secretsOf, sendAll } from './sending.ts';

export const secrets = secretsOf({ 'slack/token': SLACK_TOKEN });

/** A Slack, and a receiver that posts to it. */
export async function slackDesk(channel = CHANNEL, now = () => deliveryOf().at) {
  const fake = await fakeSlack(now);
  const definition = slack('trading', { channel, token: secret('slack/token'), api: fake.api });
  const receiver = receiverOf(slack, definition);
  const tell = (...deliveries: readonly Delivery[]) => sendAll(send, receiver, deliveries, { secrets });
  return { fake, receiver, tell };
}

export const acknowledgedOf = (): Delivery =>
  deliveryOf({
    event: 'acknowledged',
    incidents: [toldOf({ incident: incidentOf({ acknowledged: { at: deliveryOf().at, by: 'anna' } }) })],
  });

/** An outcome that hands on the handle of the first message. */
export const isTold = {
  isTold: true,
  ref: { channel: CHANNEL, ts: expect.any(String), delivery: 'n-1/opened' },
};
