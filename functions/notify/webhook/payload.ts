import type { Delivery, Told } from '../sender.ts';
import { headlineOf } from '../wording/headline.ts';
import { linksOf } from '../wording/lines.ts';
import { severityOf, subjectOf } from '../wording/subject.ts';

/** Counts up when something is taken away or changes its meaning; what is added leaves it. */
const VERSION = 1;

/** A digest of more names only the first, the worst; `counts` tells of all. */
const MAX_INCIDENTS = 100;

/** What is sent, as `schema.json` describes it. */
export function payloadOf(delivery: Delivery) {
  const { id, event, at, notice, incidents } = delivery;
  const firing = incidents.filter(({ incident }) => incident.state === 'firing').length;
  return {
    version: VERSION,
    delivery: id,
    event,
    at: iso(at),
    severity: severityOf(delivery),
    subject: subjectOf(delivery),
    headline: headlineOf(delivery),
    notice: {
      id: notice.id,
      receiver: notice.receiver,
      group: notice.group,
      isDigest: notice.isDigest,
      isAcknowledged: notice.isAcknowledged,
      openedAt: iso(notice.openedAt),
      ...(notice.note !== undefined && { note: notice.note }),
    },
    counts: { firing, resolved: incidents.length - firing },
    links: linksOf(delivery),
    incidents: incidents.slice(0, MAX_INCIDENTS).map(incidentOf),
  };
}

function incidentOf({ incident, target, runbook, links, locations }: Told) {
  const { id, key, alarm, state, openedAt, resolvedAt, resolution, acknowledged } = incident;
  const { cause, reason, labels, description, arn } = incident;
  return {
    id,
    key,
    alarm,
    state,
    cause,
    reason,
    labels,
    description,
    links,
    openedAt: iso(openedAt),
    ...(arn !== '' && { arn }),
    ...(resolvedAt !== undefined && { resolvedAt: iso(resolvedAt) }),
    ...(resolution && { resolution }),
    ...(acknowledged && { acknowledged: { at: iso(acknowledged.at), by: acknowledged.by } }),
    ...(target !== undefined && { target }),
    ...(runbook !== undefined && { runbook }),
    locations: locations.map(({ lastGoodAt, ...fact }) => ({
      ...fact,
      ...(lastGoodAt !== undefined && { lastGoodAt: iso(lastGoodAt) }),
    })),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
