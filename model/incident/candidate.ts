import { ALARM_PREFIX } from '../alarm/alarm.ts';
import type { Labels } from '../labels.ts';
import type { Reach } from '../route/route.ts';
import type { Incident } from './incident.ts';
import type { View } from './view.ts';

/** An incident that a receiver is to be told of, and on which terms. */
export interface Candidate {
  readonly incident: Incident;
  readonly reach: Reach;
  /** Why this receiver and not another one. */
  readonly note?: string;
}

/**
 * How long an alarm that fires because nothing was measured waits for the watchdog, which needs three minutes to see
 * that it is we who are down. One that fires because something bad was measured never waits.
 */
export const WATCHDOG_WAIT_MS = 240_000;

/** How long a receiver fails before its fallback is told. */
export const FALLBACK_AFTER_MS = 120_000;

/** When an incident may be told: `undefined` now, else the time, `Infinity` when that is not known. */
export type Quiet = (incident: Incident) => number | undefined;

/** The labels of an incident, with why it fires. */
const labelsOf = ({ labels, cause }: Incident): Labels => ({ ...labels, cause });

/** Whether an incident has to keep quiet at the moment: inhibited, silenced, or waiting for the watchdog. */
export function quietness({ routing, now }: View, firing: readonly Incident[]): Quiet {
  const inhibited = routing.inhibition(firing.map(labelsOf));
  return (incident) => {
    const labels = labelsOf(incident);
    if (inhibited(labels)) return Number.POSITIVE_INFINITY;
    const silenced = routing.silence(labels, now);
    if (silenced) return silenced.until;
    const held = incident.openedAt + WATCHDOG_WAIT_MS;
    return incident.cause === 'missing' && labels.check !== undefined && held > now ? held : undefined;
  };
}

interface Candidates {
  readonly ready: readonly Candidate[];
  /** When one that is not ready will be. */
  readonly wakeAt: number;
}

/** What fires, reaches the receiver and is in none of its notices. */
export function candidatesOf(view: View, firing: readonly Incident[], quiet: Quiet): Candidates {
  const told = new Set(view.notices.flatMap(({ entries }) => entries.map(({ id }) => id)));
  const ready: Candidate[] = [];
  let wakeAt = Number.POSITIVE_INFINITY;
  for (const incident of firing) {
    const candidate = told.has(incident.id) ? undefined : candidateOf(incident, view);
    if (!candidate) continue;
    const at = Math.max(dueAt(candidate, view), quiet(incident) ?? 0);
    if (at <= view.now) ready.push(candidate);
    else wakeAt = Math.min(wakeAt, at);
  }
  return { ready, wakeAt };
}

/** An escalation's time begins anew when a silence ends: before, nobody was told who could have acknowledged it. */
function dueAt({ incident, reach: { afterMs } }: Candidate, { routing, now }: View): number {
  const silenced = afterMs > 0 ? routing.silence(labelsOf(incident), now - afterMs) : undefined;
  return Math.max(incident.openedAt, silenced?.until ?? 0) + afterMs;
}

/** An alarm that is none of ours belongs to whoever has the topic that it was published to. */
const isForeign = ({ alarm }: Incident): boolean => !alarm.startsWith(ALARM_PREFIX);

const FOREIGN_TERMS = {
  groupBy: ['alarm'],
  groupWaitMs: 0,
  groupIntervalMs: 30_000,
  repeatMs: 4 * 3_600_000,
  afterMs: 0,
} as const satisfies Omit<Reach, 'receiver'>;

function candidateOf(incident: Incident, view: View): Candidate | undefined {
  const reaches = view.routing.reach(labelsOf(incident));
  const own = ownOf(incident, reaches, view.receiver);
  if (own?.afterMs === 0) return { incident, reach: own };
  // Who stands in for another one does not wait for an escalation of its own.
  const instead = insteadOf(incident, reaches, view);
  return instead ?? (own && !incident.acknowledged ? { incident, reach: own } : undefined);
}

/** On which terms an incident is the receiver's own. */
function ownOf(incident: Incident, reaches: readonly Reach[], receiver: string): Reach | undefined {
  const own = reaches.find((reach) => reach.receiver === receiver);
  if (!isForeign(incident)) return own;
  if (!incident.via.includes(receiver)) return undefined;
  return own?.afterMs === 0 ? own : { receiver, ...FOREIGN_TERMS };
}

/** What another receiver should have been told, but keeps failing. */
function insteadOf(
  incident: Incident,
  reaches: readonly Reach[],
  { failing, now, receiver }: View,
): Candidate | undefined {
  const found = Object.entries(failing).find(
    ([, { since, untold }]) => since + FALLBACK_AFTER_MS <= now && untold.includes(incident.id),
  );
  if (!found) return undefined;
  const [name, { problem }] = found;
  const terms = reaches.find((reach) => reach.receiver === name) ?? FOREIGN_TERMS;
  return { incident, reach: { ...terms, receiver, afterMs: 0 }, note: `${name} keeps failing: ${problem}` };
}
