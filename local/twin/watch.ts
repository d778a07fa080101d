import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import type { Reach } from '../../model/route/route.ts';
import type { AlarmChangeKept, Archive, InboxEntry } from '../store/archive.ts';

/** What happens, as it happens: what the page and the event stream follow. */
export type TwinEvent =
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'alarm'; readonly change: AlarmChangeKept }
  | {
      readonly type: 'told';
      readonly receiver: string;
      readonly event: string;
      readonly alarms: readonly string[];
      readonly at: number;
    }
  | { readonly type: 'inbox'; readonly entry: InboxEntry }
  /** The definitions were read again: everything that was derived from them has to be asked for again. */
  | { readonly type: 'definitions'; readonly problem?: string }
  /** The archive remembers on the disk again, or why it does not. */
  | { readonly type: 'archive'; readonly trouble?: string };

/** What the server, `/metrics` and the page look at. */
export interface Watched {
  /** As they are now; a change of their files replaces them. */
  readonly checks: () => readonly Check[];
  readonly alarms: () => readonly Alarm[];
  readonly reach: (alarm: Alarm) => readonly Reach[];
  readonly archive: Archive;
  /** The latest result of each check. */
  readonly latest: () => ReadonlyMap<string, Result>;
  /** When a check runs next, epoch milliseconds. */
  readonly nextDue: (check: string) => number | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What is wrong with the definitions as they are on the disk, while older ones go on; absent when nothing is. */
  readonly problem: () => string | undefined;
  /** Calls for each event until the returned function is called. */
  readonly follow: (listener: (event: TwinEvent) => void) => () => void;
}
