/** What a notice tells: that something began, more or less of it fires, it still fires, somebody cares, it is over. */
export type NoticeEvent = 'opened' | 'changed' | 'reminded' | 'acknowledged' | 'resolved';

/** An incident within a notice, as it was told. */
export interface NoticeEntry {
  readonly key: string;
  /** The incident's id. */
  readonly id: string;
  readonly state: 'firing' | 'resolved';
}

/** A telling that is under way, or that did not succeed yet. */
export interface Pending {
  readonly event: NoticeEvent;
  /** Sends begun. */
  readonly attempts: number;
  /** When the first send began, epoch milliseconds. */
  readonly since: number;
  /** When it may be tried again. */
  readonly notBefore: number;
  /** Whether an earlier send may have arrived although we do not know it. */
  readonly isUncertain: boolean;
  /** Why the last send failed; absent while one is under way. */
  readonly problem?: string;
}

/**
 * What one receiver knows as one thing: a message in Slack, an incident in PagerDuty. It stands for one incident, or
 * for many that came together (a digest). It is there from its first send until the receiver knows that all is over.
 */
export interface Notice {
  /** Stable and unique: the receiver's deduplication key. */
  readonly id: string;
  readonly receiver: string;
  /** The values of the labels that its incidents were grouped by. */
  readonly group: string;
  readonly isDigest: boolean;
  /** As they were last told, or are being told now. */
  readonly entries: readonly NoticeEntry[];
  /** When its first incident began, epoch milliseconds. */
  readonly openedAt: number;
  /** When it was made. */
  readonly flushedAt: number;
  /** The least time between two changes that are told, in milliseconds. */
  readonly intervalMs: number;
  /** How long until what still fires is told again, in milliseconds. */
  readonly repeatMs: number;
  /** When the receiver was last told; absent until it was. */
  readonly toldAt?: number;
  /** The receiver's own handle of it, such as Slack's channel and time stamp. */
  readonly ref?: Readonly<Record<string, string>>;
  readonly remindAt: number;
  readonly reminders: number;
  readonly isAcknowledged: boolean;
  readonly pending?: Pending;
  /** Why this receiver and not another one: `slack keeps failing: ...`. */
  readonly note?: string;
}

/** The notice once its receiver has taken what `pending` says. After `resolved` it can go. */
export function asTold({ pending: _, ...notice }: Notice, at: number, ref = notice.ref): Notice {
  return { ...notice, toldAt: at, ...(ref && { ref }) };
}

/** The id of the notice that one incident has for itself. */
export const noticeIdOf = (incident: string, receiver: string): string => `${incident}@${receiver}`;
