import type { Delivery } from '../sender.ts';
import { headlineOf } from '../wording/headline.ts';
import { nameOf } from '../wording/subject.ts';
import { moment, spoken } from '../wording/time.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Slack cuts a text after 40,000 characters and wants it to be at most 4,000 (chat.postMessage). */
const MAX_REPLY = 3_900;

/** What is said in the thread when something has happened. */
export const replyOf = (delivery: Delivery): string => mrkdwn(changeOf(delivery), MAX_REPLY);

function changeOf(delivery: Delivery): string {
  const headline = headlineOf(delivery);
  switch (delivery.event) {
    case 'acknowledged':
      return acknowledgedBy(delivery);
    case 'reminded':
      return `Still firing after ${spoken(delivery.at - delivery.notice.openedAt)}. ${headline}`;
    case 'resolved':
      return `Resolved. ${headline}`;
    default:
      return `Changed. ${headline}`;
  }
}

function acknowledgedBy({ incidents }: Delivery): string {
  const by = new Set(incidents.flatMap(({ incident }) => incident.acknowledged?.by ?? []));
  return by.size > 0 ? `Acknowledged by ${[...by].join(', ')}.` : 'Acknowledged.';
}

/** What did not fit into the message: the alarm's description, or every alarm of a digest. */
export function detailsOf({ incidents }: Delivery): string {
  const [only, ...others] = incidents;
  if (only && others.length === 0) return mrkdwn(only.incident.description, MAX_REPLY);
  const alarms = incidents.map(({ incident }) => `${nameOf(incident)}, since ${moment(incident.openedAt)}`);
  return mrkdwn(alarms.join('\n'), MAX_REPLY);
}
