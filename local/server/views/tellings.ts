import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice, NoticeEvent } from '../../../model/incident/notice.ts';

/** That a receiver was told. */
export interface Telling {
  readonly receiver: string;
  readonly event: NoticeEvent;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Together with others. */
  readonly isDigest: boolean;
  /** Why this receiver and not another one. */
  readonly note?: string;
}

/** That a receiver could not be told yet; it is tried again. */
export interface Untold {
  readonly receiver: string;
  readonly event: NoticeEvent;
  /** When the first send began, epoch milliseconds. */
  readonly since: number;
  readonly attempts: number;
  readonly problem: string;
}

/**
 * Who was told of an incident, in the order of time. A notice keeps when it was made and when it was last told: what was told
 * between is not known any more.
 */
export const tellingsOf = ({ id }: Incident, notices: readonly Notice[]): Telling[] =>
  notices.flatMap((notice) => ofNotice(notice, id)).sort((a, b) => a.at - b.at);

function ofNotice(notice: Notice, id: string): Telling[] {
  const { receiver, isDigest, note, toldAt, flushedAt } = notice;
  if (toldAt === undefined) return [];
  const told = { receiver, isDigest, ...(note !== undefined && { note }) };
  const last = lastTold(notice, id);
  if (last === 'opened') return [{ ...told, event: last, at: toldAt }];
  const first: Telling = { ...told, event: 'opened', at: flushedAt };
  return last === undefined ? [first] : [first, { ...told, event: last, at: toldAt }];
}

/** While something is being told, what was told before it is not known. */
function lastTold(
  { pending, entries, isAcknowledged, reminders }: Notice,
  id: string,
): NoticeEvent | undefined {
  if (pending) return undefined;
  if (entries.find((entry) => entry.id === id)?.state === 'resolved') return 'resolved';
  if (isAcknowledged) return 'acknowledged';
  return reminders > 0 ? 'reminded' : 'opened';
}

export const untoldOf = (notices: readonly Notice[]): Untold[] =>
  notices.flatMap(({ receiver, pending }) => {
    if (pending?.problem === undefined) return [];
    const { event, since, attempts, problem } = pending;
    return [{ receiver, event, since, attempts, problem }];
  });
