/** A storm: so many alarms begin, evenly over a time, and end at once when everybody was told of all. */
export interface Storm {
  readonly alarms: number;
  /** Milliseconds; 0: all at once. */
  readonly overMs: number;
  /** Where the servers are that act as Slack and PagerDuty. */
  readonly slack: string;
  readonly pagerduty: string;
  /** Whether the use of the store is counted, which takes CPU of its own. */
  readonly isCounted: boolean;
}

/** How long an alarm took to be told, in milliseconds; ascending, without those that never were. */
export interface ToldTo {
  readonly latencies: readonly number[];
  /** Alarms of which more than one notice told that they fire. */
  readonly twice: number;
  /** Alarms of which it was told that they are over. */
  readonly over: number;
}

/** What the notifier asked of its store. */
export interface StoreUse {
  readonly reads: number;
  readonly writes: number;
  /** What DynamoDB would count for them, on demand. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What came of a storm. */
export interface Weathered {
  /** When the first alarm began and the first ended, epoch milliseconds. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** From the first end until all was told, in milliseconds. */
  readonly endMs: number;
  /** By the receiver's name. */
  readonly told: Readonly<Record<string, ToldTo>>;
  readonly messages: number;
  readonly invocations: number;
  readonly cpuSeconds: number;
  /** Resident memory before the first alarm, and at its peak. */
  readonly idleMb: number;
  readonly peakMb: number;
  /** Absent when it was not counted. */
  readonly store?: StoreUse;
}
