import { email, pagerduty, secret, slack, sms } from 'vedette';

/**
 * Who is told, as far as the environment names them: without any of these, alarms go to the topic `vedette-alarms`, to
 * which anything may be subscribed. The default routes go by the names below: critical to PagerDuty and Slack, warning
 * to Slack and e-mail, info to e-mail, team quant with critical by SMS too. `VEDETTE_SLACK_API` is for a Slack that is
 * elsewhere: `https://slack-gov.com/api` is GovSlack's.
 */
const { VEDETTE_SLACK_CHANNEL, VEDETTE_SLACK_API, VEDETTE_PAGERDUTY, VEDETTE_EMAIL, VEDETTE_SMS } =
  process.env;

const listed = (text: string) => text.split(',').map((one) => one.trim());

const desk = VEDETTE_EMAIL ? email('email', { addresses: listed(VEDETTE_EMAIL) }) : undefined;

/** People learn by e-mail that Slack or PagerDuty does not work. */
const fallback = desk ? { fallback: desk.name } : {};

const named = [
  VEDETTE_SLACK_CHANNEL
    ? slack('slack', {
        channel: VEDETTE_SLACK_CHANNEL,
        token: secret('slack/token'),
        ...(VEDETTE_SLACK_API && { api: VEDETTE_SLACK_API }),
        ...fallback,
      })
    : undefined,
  VEDETTE_PAGERDUTY
    ? pagerduty('pagerduty', { routingKey: secret('pagerduty/routing-key'), ...fallback })
    : undefined,
  desk,
  VEDETTE_SMS ? sms('sms', { numbers: listed(VEDETTE_SMS) }) : undefined,
];

export const receivers = named.filter((receiver) => receiver !== undefined);
