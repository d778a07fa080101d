// What local/server answers, by its own types: what it changes is seen here when the page is type-checked.
export type { FaultStatus } from '../demo/fault-switches.ts';
export type { RecentPoint as Point, Trouble } from '../server/recent.ts';
export type { AlarmNow } from '../server/views/alarms.ts';
export type { Standing } from '../server/views/areas.ts';
export type { CheckDetail } from '../server/views/checks.ts';
export type { IncidentTold } from '../server/views/incidents.ts';
export type { Overview } from '../server/views/overview.ts';
export type { CheckSummary } from '../server/views/summaries.ts';
export type { AlarmChangeKept, InboxEntry } from '../store/archive.ts';
export type { TwinEvent } from '../twin/watch.ts';

/** `GET /api/v1/next`, the soonest first. */
export interface NextRun {
  readonly check: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
