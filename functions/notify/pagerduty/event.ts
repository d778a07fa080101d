import { createHash } from 'node:crypto';
import type { NoticeEvent } from '../../../model/incident/notice.ts';
import type { Severity } from '../../../model/labels.ts';
import { clip } from '../../../model/line.ts';
import type { Delivery } from '../sender.ts';
import { headlineOf } from '../wording/headline.ts';
import { linesOf, linksOf } from '../wording/lines.ts';
import { headOf, nameOf, severityOf } from '../wording/subject.ts';

/** Events API v2, `payload.summary` and `dedup_key`. */
const MAX_SUMMARY = 1_024;
const MAX_KEY = 255;

/** Of our own: PagerDuty refuses an event of more than 512 KB. */
const MAX_LINKS = 20;
const MAX_LINK = 3_000;
const MAX_WORD = 255;

const ACTION: Readonly<Record<NoticeEvent, 'trigger' | 'acknowledge' | 'resolve'>> = {
  opened: 'trigger',
  changed: 'trigger',
  reminded: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  warning: 'warning',
  info: 'info',
};

/** The event without what nobody needs: what PagerDuty takes when it did not take the whole. */
export function bareEvent(delivery: Delivery, routingKey: string) {
  const [first] = delivery.incidents;
  return {
    routing_key: routingKey,
    event_action: ACTION[delivery.event],
    dedup_key: dedupKey(delivery.notice.id),
    payload: {
      summary: clip(`${headOf(delivery)}: ${headlineOf(delivery)}`, MAX_SUMMARY),
      source: clip((first?.target ?? first?.incident.labels.check) || 'vedette', MAX_WORD),
      severity: SEVERITY[severityOf(delivery)],
    },
  };
}

/** A notice as an event of PagerDuty's Events API v2. One notice is one incident there, by its id. */
export function eventOf(delivery: Delivery, routingKey: string) {
  const bare = bareEvent(delivery, routingKey);
  const [first] = delivery.incidents;
  const links = linksOf(delivery).filter(({ href }) => href.length <= MAX_LINK);
  const labels = first?.incident.labels;
  return {
    ...bare,
    payload: {
      ...bare.payload,
      timestamp: new Date(delivery.notice.openedAt).toISOString(),
      ...word('component', labels?.check),
      ...word('group', labels?.team),
      ...word('class', labels?.role),
      custom_details: detailsOf(delivery),
    },
    links: links.slice(0, MAX_LINKS).map(({ label, href }) => ({ href, text: clip(label, MAX_WORD) })),
    client: 'Vedette',
    ...(links[0] && { client_url: links[0].href }),
  };
}

function detailsOf(delivery: Delivery): Record<string, string> {
  const [only, ...others] = delivery.incidents;
  const lines = linesOf(delivery).map(({ label, text }) => [label, text] as const);
  const alarm = only && others.length === 0 ? [['Alarm', nameOf(only.incident)] as const] : [];
  return Object.fromEntries([...alarm, ...lines]);
}

const word = (name: string, value: string | undefined) =>
  value ? { [name]: clip(value, MAX_WORD) } : undefined;

/** The same for the same notice, always: a trigger that is repeated finds its incident. */
const dedupKey = (id: string): string =>
  id.length <= MAX_KEY ? id : createHash('sha256').update(id).digest('hex');
