import { clip } from '../../../model/line.ts';
import type { Delivery } from '../sender.ts';
import { headlineOf } from '../wording/headline.ts';
import { linesOf, linksOf } from '../wording/lines.ts';
import { subjectOf } from '../wording/subject.ts';
import { ascii } from '../wording/text.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** SNS: less than 100 ASCII characters, without line breaks (Publish, Subject). */
const MAX_SUBJECT = 99;

export function mailOf(delivery: Delivery): Mail {
  const lines = linesOf(delivery).map(({ label, text }) => `${label}: ${text}`);
  const links = linksOf(delivery).map(({ label, href }) => `${label}: ${href}`);
  const description = delivery.incidents.length === 1 ? delivery.incidents[0]?.incident.description : '';
  const parts = [
    headlineOf(delivery),
    lines.join('\n'),
    links.join('\n'),
    description ?? '',
    `Sent by Vedette. Notice ${delivery.notice.id}.`,
  ];
  return {
    subject: clip(ascii(subjectOf(delivery)), MAX_SUBJECT),
    text: parts.filter((part) => part !== '').join('\n\n'),
  };
}
