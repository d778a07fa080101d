import { SEVERITIES } from '../labels.ts';
import { type Candidate, candidatesOf, type Quiet, quietness } from './candidate.ts';
import { flush } from './flush.ts';
import type { Incident } from './incident.ts';
import type { Notice, NoticeEntry, NoticeEvent } from './notice.ts';
import type { View } from './view.ts';

/** One thing to tell now: the notice as it will be, with `pending` set, and what it tells. */
export interface Step {
  readonly notice: Notice;
  readonly event: NoticeEvent;
}

export interface Decision {
  /** In the order in which to tell: the worst first. */
  readonly steps: readonly Step[];
  /** When there will be something to tell although nothing happens, epoch milliseconds. */
  readonly wakeAt?: number;
}

/** What a notice is about to tell, or the time at which it is to be looked at again. */
type Next = { readonly step: Step } | { readonly at: number } | undefined;

/**
 * What to tell a receiver now: the difference between what fires and what it was told. Pure, so that whoever is asked,
 * however often, comes to the same answer. What is over is always told to whom it was told when it began; what is
 * silenced, inhibited or waits for the watchdog does not begin to be told.
 */
export function decide(view: View): Decision {
  const firing = new Map(
    view.incidents.filter(({ state }) => state === 'firing').map((incident) => [incident.id, incident]),
  );
  const quiet = quietness(view, [...firing.values()]);
  const { ready, wakeAt } = candidatesOf(view, [...firing.values()], quiet);
  const { opened, joiners, nextAt } = flush(ready, view);
  const nexts = view.notices.map((notice) =>
    nextOf(notice, { firing, joiners: joiners.get(notice.id) ?? [], quiet, now: view.now }),
  );
  const steps = [
    ...opened.map((notice): Step => begin(notice, 'opened', view.now)),
    ...nexts.flatMap((next) => (next && 'step' in next ? [next.step] : [])),
  ];
  const wakes = [wakeAt, nextAt, ...nexts.map((next) => (next && 'at' in next ? next.at : undefined))];
  const soonest = Math.min(...wakes.filter((at) => at !== undefined));
  return { steps: worstFirst(steps, firing), ...(Number.isFinite(soonest) && { wakeAt: soonest }) };
}

interface Surroundings {
  readonly firing: ReadonlyMap<string, Incident>;
  readonly joiners: readonly Candidate[];
  readonly quiet: Quiet;
  readonly now: number;
}

function nextOf(notice: Notice, { firing, joiners, quiet, now }: Surroundings): Next {
  const entries = [
    ...notice.entries.map(
      (entry): NoticeEntry => ({ ...entry, state: firing.has(entry.id) ? 'firing' : 'resolved' }),
    ),
    ...joiners.map(({ incident: { key, id } }): NoticeEntry => ({ key, id, state: 'firing' })),
  ];
  const there = entries.flatMap(({ id }) => firing.get(id) ?? []);
  const isAcknowledged = there.length > 0 && there.every(({ acknowledged }) => acknowledged);
  const event = eventOf(notice, {
    entries,
    isAcknowledged,
    canRemind: there.some((one) => !quiet(one)),
    now,
  });
  if (!event) return isAcknowledged || notice.remindAt <= now ? undefined : { at: notice.remindAt };
  const at = earliest(notice, event);
  if (at > now) return { at };
  // Stronger news goes first: that somebody cares is then still to be told.
  const isKnown = notice.isAcknowledged && notice.pending?.event !== 'acknowledged';
  const told = isAcknowledged && (isKnown || event === 'acknowledged');
  return { step: begin({ ...notice, entries, isAcknowledged: told }, event, now) };
}

interface Facts {
  readonly entries: readonly NoticeEntry[];
  readonly isAcknowledged: boolean;
  readonly canRemind: boolean;
  readonly now: number;
}

/** The strongest news that there is. What could not be told yet is told as it is by now. */
function eventOf(
  notice: Notice,
  { entries, isAcknowledged, canRemind, now }: Facts,
): NoticeEvent | undefined {
  if (entries.every(({ state }) => state === 'resolved')) return 'resolved';
  if (notice.toldAt === undefined) return 'opened';
  const known = new Map(notice.entries.map(({ id, state }) => [id, state]));
  if (entries.some(({ id, state }) => known.get(id) !== state)) return 'changed';
  if (isAcknowledged && !notice.isAcknowledged) return 'acknowledged';
  if (notice.pending) return notice.pending.event;
  const isDue = now >= notice.remindAt && !isAcknowledged && canRemind;
  return isDue ? 'reminded' : undefined;
}

/** A digest's changes come at its group's interval; that all is over does not wait. */
function earliest({ pending, toldAt, intervalMs }: Notice, event: NoticeEvent): number {
  const paced = event === 'changed' && toldAt !== undefined ? toldAt + intervalMs : 0;
  return Math.max(pending?.notBefore ?? 0, paced);
}

const begin = (notice: Notice, event: NoticeEvent, now: number): Step => ({
  event,
  notice: {
    ...notice,
    remindAt: now + notice.repeatMs,
    reminders: notice.reminders + Number(event === 'reminded' && notice.pending?.event !== 'reminded'),
    pending: {
      event,
      attempts: (notice.pending?.attempts ?? 0) + 1,
      since: notice.pending?.since ?? now,
      notBefore: now,
      isUncertain: notice.pending?.isUncertain ?? false,
    },
  },
});

/** By severity, then what begins before what ends, then the oldest. */
function worstFirst(steps: readonly Step[], firing: ReadonlyMap<string, Incident>): Step[] {
  const rank = ({ notice, event }: Step): number => {
    const severities = notice.entries.map(({ id }) => firing.get(id)?.labels.severity ?? 'info');
    const worst = Math.min(...severities.map((severity) => SEVERITIES.indexOf(severity)));
    return worst * 2 + Number(event === 'resolved');
  };
  const ranked = steps.map((step) => ({ step, rank: rank(step) }));
  return ranked
    .sort((a, b) => a.rank - b.rank || a.step.notice.openedAt - b.step.notice.openedAt)
    .map(({ step }) => step);
}
