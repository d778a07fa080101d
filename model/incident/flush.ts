import { isDrill } from '../alarm/drill-alarms.ts';
import { grouped } from '../grouped.ts';
import { SEVERITIES } from '../labels.ts';
import type { Candidate } from './candidate.ts';
import type { Incident } from './incident.ts';
import { type Notice, noticeIdOf } from './notice.ts';
import type { View } from './view.ts';

/** So many incidents of a group that come together are told in one message. */
export const DIGEST_FROM = 5;

/** So many incidents of whatever groups that come together are told in one message. */
export const STORM_FROM = 20;

/** The group of a storm's digest. */
const STORM = '*';

/** How long a digest takes up what comes after it. Later news is news of its own, and must not hide in an old message. */
export const JOIN_MS = 300_000;

export interface Flushed {
  /** Notices that begin now. */
  readonly opened: readonly Notice[];
  /** What open digests take up, by their id. */
  readonly joiners: ReadonlyMap<string, readonly Candidate[]>;
  /** When a group that still waits is ready. */
  readonly nextAt: number;
}

/** Puts what is ready into groups, and each group whose wait is over into as few messages as a person can read. */
export function flush(ready: readonly Candidate[], view: View): Flushed {
  const digestOf = openDigests(view);
  const joiners = new Map<string, readonly Candidate[]>();
  const due: [string, readonly Candidate[]][] = [];
  let nextAt = Number.POSITIVE_INFINITY;
  const others = ready.filter(({ incident }) => !isDrill(incident.labels));
  for (const [group, candidates] of grouped(others, groupOf)) {
    const storm = digestOf(STORM, candidates);
    const at = storm ? view.now : readyAt(group, candidates, view);
    const digest = storm ?? digestOf(group, candidates);
    if (at > view.now) nextAt = Math.min(nextAt, at);
    else if (digest) joiners.set(digest.id, [...(joiners.get(digest.id) ?? []), ...candidates]);
    else due.push([group, candidates]);
  }
  // A drill asks whether its receiver can be reached: in another one's message it would not be known for what it is.
  const drills = ready.filter(({ incident }) => isDrill(incident.labels));
  const alone = drills.map((drill) => noticeOf(groupOf(drill), [drill], view));
  return { opened: [...open(due, view), ...alone], joiners, nextAt };
}

/** The labels that a candidate is grouped by, with their values. */
const groupOf = ({ incident, reach }: Candidate): string =>
  reach.groupBy.map((name) => `${name}=${incident.labels[name] ?? ''}`).join(',');

/** The group's first news waits for others; the next ones until the interval after the last is over. */
function readyAt(group: string, candidates: readonly Candidate[], { notices }: View): number {
  const first = Math.min(
    ...candidates.map(({ incident, reach }) => incident.openedAt + reach.groupWaitMs + reach.afterMs),
  );
  const interval = Math.min(...candidates.map(({ reach }) => reach.groupIntervalMs));
  const told = notices
    .filter((notice) => notice.group === group)
    .map((notice) => notice.flushedAt + interval);
  return Math.max(first, ...told);
}

/** The digest of a group that takes up more. */
type DigestOf = (group: string, more: readonly Candidate[]) => Notice | undefined;

/**
 * A digest takes up more while it is young, but nothing worse than what it tells of: a change rings nobody anew, and
 * PagerDuty keeps the severity of the first event.
 */
function openDigests({ notices, incidents, now }: View): DigestOf {
  const known = new Map(incidents.map((incident) => [incident.id, incident]));
  const young = notices
    .filter(({ isDigest, flushedAt }) => isDigest && flushedAt + JOIN_MS > now)
    .map((notice) => ({ notice, worst: worstOf(notice.entries.flatMap(({ id }) => known.get(id) ?? [])) }));
  return (group, more) => {
    const worst = worstOf(more.map(({ incident }) => incident));
    return young.find((digest) => digest.notice.group === group && digest.worst <= worst)?.notice;
  };
}

/** The rank of the worst severity: 0 is critical. */
const worstOf = (incidents: readonly Incident[]): number =>
  Math.min(...incidents.map(({ labels }) => SEVERITIES.indexOf(labels.severity)));

function open(due: readonly [string, readonly Candidate[]][], view: View): Notice[] {
  const all = due.flatMap(([, candidates]) => candidates);
  if (all.length >= STORM_FROM) return [noticeOf(STORM, all, view)];
  return due.flatMap(([group, candidates]) =>
    candidates.length >= DIGEST_FROM
      ? [noticeOf(group, candidates, view)]
      : candidates.map((candidate) => noticeOf(group, [candidate], view)),
  );
}

/** The id follows from the first incident, so that a notice that was lost before it was stored is made again as it was. */
function noticeOf(group: string, candidates: readonly Candidate[], { receiver, now }: View): Notice {
  const oldest = [...candidates].sort((a, b) => a.incident.openedAt - b.incident.openedAt);
  const repeatMs = Math.min(...candidates.map(({ reach }) => reach.repeatMs));
  const note = candidates.find((candidate) => candidate.note)?.note;
  return {
    id: noticeIdOf(`${oldest[0]?.incident.id}${candidates.length > 1 ? '-digest' : ''}`, receiver),
    receiver,
    group,
    isDigest: candidates.length > 1,
    entries: oldest.map(({ incident: { key, id } }) => ({ key, id, state: 'firing' })),
    openedAt: oldest[0]?.incident.openedAt ?? now,
    flushedAt: now,
    intervalMs: Math.min(...candidates.map(({ reach }) => reach.groupIntervalMs)),
    repeatMs,
    remindAt: now + repeatMs,
    reminders: 0,
    isAcknowledged: false,
    ...(note && { note }),
  };
}
