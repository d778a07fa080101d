import type { Duration } from '../duration.ts';
import type { Labels } from '../labels.ts';
import type { Matcher } from './matcher.ts';

/**
 * A node of the route tree, as in Alertmanager: an alarm goes down into the first child that matches, and on to the
 * next ones after a child with `continue`. Where no child matches, the node's own receiver is told. What a node does
 * not say it has from its parent.
 */
export interface Route {
  /** All must hold. @default [], which holds always */
  readonly match?: readonly Matcher[];
  /** A receiver's name. */
  readonly receiver?: string;
  /** Go on to the next sibling after this one has matched. @default false */
  readonly continue?: boolean;
  /** Alarms that have these labels in common are told together. @default ['severity', 'team'] */
  readonly groupBy?: readonly string[];
  /** How long the first alarm of a group waits for others. @default '10s' */
  readonly groupWait?: Duration;
  /** How long after a group was told its next news is told. @default '30s' */
  readonly groupInterval?: Duration;
  /** How long until what still fires is told again. @default '4h' */
  readonly repeatInterval?: Duration;
  /** Who is told next, when nobody has acknowledged it by then. @default [] */
  readonly escalate?: readonly Escalation[];
  /** @default [] */
  readonly routes?: readonly Route[];
}

export interface Escalation {
  readonly after: Duration;
  /** A receiver's name. */
  readonly receiver: string;
}

/** Alarms that match `target` are not told while one that matches `source` fires and the labels `equal` are the same in both. */
export interface Inhibition {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** @default [] */
  readonly equal?: readonly string[];
}

/** A time in which matching alarms are not told, once (`at`) or again and again (`cron`). */
export interface Silence {
  /** Lower-case letters, digits and dashes; unique. */
  readonly name: string;
  /** When it begins, local time in `timeZone`: `'2026-12-05T22:00'`. Either this or `cron`. */
  readonly at?: string;
  /**
   * Five fields, minute to day of the week: `'0 22 * * 6'`, with lists, ranges and names; CloudWatch knows no steps.
   * Sunday is 0. Either this or `at`.
   */
  readonly cron?: string;
  /** IANA. @default 'UTC' */
  readonly timeZone?: string;
  /** `'1m'` to `'15d'`, CloudWatch's limits for a mute rule; whole minutes. */
  readonly duration: Duration;
  /** At least one; all must hold. */
  readonly match: readonly Matcher[];
  /** Why, for whoever wonders. */
  readonly comment?: string;
}

/** That an alarm reaches a receiver, and on which terms. All durations are milliseconds. */
export interface Reach {
  readonly receiver: string;
  readonly groupBy: readonly string[];
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatMs: number;
  /** 0 when it is told at once; else it is told after so long without an acknowledgement. */
  readonly afterMs: number;
}

/** The rules by which people are told, ready to be asked. Pure. */
export interface Routing {
  /** Whom an alarm with these labels reaches: each receiver once, by the first route that leads to it. */
  readonly reach: (labels: Labels) => readonly Reach[];
  /** Given what fires, tells for each alarm whether it is inhibited: the labels of the one that inhibits it. */
  readonly inhibition: (firing: readonly Labels[]) => (target: Labels) => Labels | undefined;
  /** The silence that an alarm is under, and until when (epoch milliseconds). */
  readonly silence: (
    labels: Labels,
    at: number,
  ) => { readonly name: string; readonly until: number } | undefined;
}
