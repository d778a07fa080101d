import type { Store } from '../../functions/notify/store.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import type { Datum, Metric } from '../../model/metric.ts';
import type { Result } from '../../model/result.ts';

/** The values of a metric within one step of time. */
export interface SeriesPoint {
  /** Start of the step, epoch milliseconds. */
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** Steps that are kept, in seconds, and for how many days: CloudWatch's own (GetMetricStatistics, data retention). */
export const RETENTION = [
  { stepSeconds: 60, days: 15 },
  { stepSeconds: 300, days: 63 },
  { stepSeconds: 3_600, days: 455 },
] as const;

export type StepSeconds = (typeof RETENTION)[number]['stepSeconds'];

export interface SeriesQuery {
  readonly metric: Metric;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds, from included, to excluded. */
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: StepSeconds;
}

/** A change of an alarm's state, as the alarm clock saw it. */
export interface AlarmChangeKept {
  readonly alarm: string;
  readonly state: AlarmState;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason: string;
}

/** What a receiver would have been told, had this machine its secret. */
export interface InboxEntry {
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly subject: string;
  readonly text: string;
}

export interface ResultQuery {
  readonly check: string;
  readonly limit: number;
  /** Only results that were due before, epoch milliseconds. @default all */
  readonly before?: number;
  /** Only those that did not pass. @default false */
  readonly bad?: boolean;
}

/**
 * What one machine remembers of its monitoring. A write is on the disk when its promise is kept. When the disk is full or
 * the file cannot be used, it goes on in memory and says so in `trouble`, until a `sweep` finds the disk usable again; nothing
 * here ever throws because of the disk.
 */
export interface Archive {
  readonly record: (results: readonly Result[], datums: readonly Datum[]) => Promise<void>;
  /** Latest first. Passed results are kept for a day, the others as long as hourly data. */
  readonly results: (query: ResultQuery) => readonly Result[];
  /** In the order of time; steps without a value are left out. */
  readonly series: (query: SeriesQuery) => readonly SeriesPoint[];
  readonly putAlarmChange: (change: AlarmChangeKept) => Promise<void>;
  /** The latest change of each alarm. */
  readonly alarmStates: () => readonly AlarmChangeKept[];
  /** Latest first. */
  readonly alarmChanges: (limit: number, alarm?: string) => readonly AlarmChangeKept[];
  readonly putInbox: (entry: InboxEntry) => Promise<void>;
  /** Latest first. */
  readonly inbox: (limit: number) => readonly InboxEntry[];
  /** Where incidents and what was told of them are kept: on the same disk. */
  readonly notifications: Store;
  /** Why it does not remember beyond this process, in one line; absent when all is well. */
  readonly trouble: () => string | undefined;
  /** Rolls up and forgets what is older than `RETENTION`; goes back to a disk that can be used again. Called each minute. */
  readonly sweep: (now: number) => Promise<void>;
  readonly close: () => Promise<void>;
}
