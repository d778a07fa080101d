import type { Labels, Severity } from '../labels.ts';
import type { Metric } from '../metric.ts';
import type { AlarmWindow } from './window.ts';

/** The names of all alarms that the definitions make begin so, and of no others. */
export const ALARM_PREFIX = 'vedette/';

/** How the names of the alarms on Vedette itself begin. */
export const SELF_PREFIX = `${ALARM_PREFIX}self/`;

/** What every alarm has, whatever it looks at. */
interface AlarmHead {
  /** Stable and explicit, `vedette/<check>/<role>`, and more for a part of one; a renamed alarm is a new alarm. */
  readonly name: string;
  /** Absent for an alarm on Vedette itself. */
  readonly check?: string;
  /** What it, or the alarm that it is a part of, is about: `failed`, `degraded`, `certificate`, `advisory`, `watchdog`, ... */
  readonly role: string;
  readonly severity: Severity;
  /** What routes, inhibitions and silences match: the check's labels with `severity`, `check`, `kind` and `role`. */
  readonly labels: Labels;
  /** Markdown, at most 1,024 characters. */
  readonly description: string;
  /** Whether people are told. A part of another alarm has no actions of its own. */
  readonly isTold: boolean;
}

/** One metric that an alarm looks at. `id` is its name in the alarm's expression. */
export interface AlarmMetric {
  readonly id: string;
  readonly metric: Metric;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Minimum' | 'Sum';
}

/** An alarm on metrics. */
export interface MetricAlarm extends AlarmHead {
  readonly type: 'metric';
  readonly metrics: readonly AlarmMetric[];
  /** Metric math over the ids; absent when there is one metric. */
  readonly expression?: string;
  readonly comparison: 'above' | 'atLeast' | 'below';
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly window: AlarmWindow;
  readonly missing: 'breaching' | 'notBreaching';
  /** How long a new alarm waits for its window to fill before it may speak. */
  readonly warmUpMinutes: number;
}

/** What must hold of other alarms, by name, for a composite to be in ALARM. */
export type AlarmRule =
  | { readonly inAlarm: string }
  | { readonly any: readonly AlarmRule[] }
  | { readonly all: readonly AlarmRule[] }
  | { readonly not: AlarmRule }
  | { readonly atLeast: number; readonly of: readonly string[] };

/** While the alarm `alarm` is in ALARM, the composite takes no action. CloudWatch: ActionsSuppressor. */
export interface Suppressor {
  readonly alarm: string;
  /** How long the composite waits for the suppressor to follow it into ALARM. */
  readonly waitSeconds: number;
  /** How long the composite stays silent after the suppressor has left ALARM. */
  readonly extensionSeconds: number;
}

/** An alarm on the states of other alarms. */
export interface CompositeAlarm extends AlarmHead {
  readonly type: 'composite';
  readonly rule: AlarmRule;
  readonly suppressedBy?: Suppressor;
}

/** An alarm as plain data: `lib/` renders it to CloudFormation, the local twin evaluates it. */
export type Alarm = MetricAlarm | CompositeAlarm;

/** CloudWatch: a metric math alarm has at most 10 metrics (alarm limits page). */
export const MAX_METRICS_IN_ALARM = 10;

/** CloudWatch: a composite alarm has at most 100 children (PutCompositeAlarm). */
export const MAX_CHILDREN = 100;

/** CloudWatch: a composite alarm's rule has at most 10,240 characters (PutCompositeAlarm, AlarmRule). */
export const MAX_RULE = 10_240;

/** CloudWatch: at most 5 actions for each state (PutMetricAlarm). */
export const MAX_ACTIONS = 5;
