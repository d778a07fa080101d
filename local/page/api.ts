import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import type { Incident } from '../../model/incident/incident.ts';
import type { Phase, Phases } from '../../model/phase.ts';
import type { Reason } from '../../model/reason.ts';
import type { Result, State } from '../../model/result.ts';
import type { Reach } from '../../model/route/route.ts';
import type { Standing } from './looks.ts';

export type { FaultStatus } from '../demo/fault-switches.ts';
export type { AlarmChangeKept, InboxEntry } from '../store/archive.ts';
export type { TwinEvent } from '../twin/watch.ts';

// What local/server answers. All times are epoch milliseconds.

/** `GET /api/v1/overview` */
export interface Overview {
  /** The server's clock. */
  readonly now: number;
  readonly startedAt: number;
  /** What is wrong with the definitions on the disk, while older ones go on. */
  readonly problem?: string;
  /** Why nothing is remembered beyond this process. */
  readonly trouble?: string;
  readonly isDemo: boolean;
}

/** A result as a segment of the uptime bar. */
export interface Point {
  /** When it was due. */
  readonly at: number;
  readonly state: State;
  /** Of the first attempt; absent when the target did not answer. */
  readonly ms?: number;
}

/** The latest result that did not pass. */
export interface Trouble {
  readonly at: number;
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
}

type Told = Pick<
  Check,
  | 'id'
  | 'kind'
  | 'target'
  | 'description'
  | 'enabled'
  | 'everyMs'
  | 'timeoutMs'
  | 'locations'
  | 'tags'
  | 'labels'
>;

/** `GET /api/v1/checks`: `{ checks }`, in the order of the definitions. */
export interface CheckView extends Told {
  readonly group?: string;
  readonly runbook?: string;
  readonly area: string;
  readonly phases: readonly Phase[];
  readonly state: Standing;
  /** Absent until the first result. */
  readonly last?: { readonly at: number; readonly message: string; readonly phases: Phases };
  /** In the order of time, 90 at most. */
  readonly points: readonly Point[];
  readonly lastTrouble?: Trouble;
}

/** `GET /api/v1/alarms`: `{ alarms }`. */
export type AlarmView = Alarm & {
  readonly state: AlarmState;
  /** Absent until it was evaluated, as is the reason. */
  readonly since?: number;
  readonly reason?: string;
  readonly reach: readonly Reach[];
};

/** `GET /api/v1/checks/{id}` */
export interface CheckPage extends CheckView {
  readonly thresholds: Check['thresholds'];
  readonly retry: Check['retry'];
  readonly failWhen: Check['failWhen'];
  readonly dependsOn: readonly string[];
  readonly alarms: readonly AlarmView[];
  /** Latest first. */
  readonly results: readonly Result[];
}

/** Something that happened in the course of an incident. */
export interface Moment {
  readonly at: number;
  /** `untold`: a send failed, and is tried again. */
  readonly what: 'opened' | 'acknowledged' | 'resolved' | 'told' | 'untold';
  readonly who?: string;
  readonly words?: string;
}

/** `GET /api/v1/incidents`: `{ incidents }`, those that fire first. */
export interface IncidentView extends Omit<Incident, 'arn' | 'hops'> {
  readonly timeline: readonly Moment[];
}

/** `GET /api/v1/next`: `{ next }`, the soonest first. */
export interface NextRun {
  readonly check: string;
  readonly at: number;
}
