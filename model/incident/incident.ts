import type { AlarmState } from '../evaluation/points.ts';
import { hash } from '../hash.ts';
import type { Labels, Severity } from '../labels.ts';

/** The DynamoDB table in the home region that incidents, and what was told of them, are kept in. */
export const NOTIFICATIONS_TABLE = 'vedette-notifications';

/** Why an alarm is in ALARM: values broke its limit, or there were no values. */
export type Cause = 'breached' | 'missing';

/** When an alarm's message was where, epoch milliseconds: what a drill measures. */
export interface Hops {
  /** SNS took it from CloudWatch. */
  readonly publishedAt: number;
  /** The notifier had it. */
  readonly receivedAt: number;
}

/** What CloudWatch says of an alarm at one moment, however it reached us. */
export interface Signal {
  /** The alarm's name. */
  readonly alarm: string;
  /** Of an alarm that watches many series: which one. */
  readonly contributor?: string;
  readonly state: AlarmState;
  /** When the state began, epoch milliseconds: the order of signals, whatever order they come in. */
  readonly at: number;
  readonly reason: string;
  readonly cause: Cause;
  readonly labels: Labels & { readonly severity: Severity };
  /** Markdown. */
  readonly description: string;
  /** Empty when it is not known. */
  readonly arn: string;
  /** Receivers by whose topics it came; what an alarm that no definition names is told to. */
  readonly via: readonly string[];
  /** Absent when no message brought it. */
  readonly hops?: Hops;
}

/** What an incident takes over from the signals that made it. */
type OfSignal = Pick<Signal, 'alarm' | 'reason' | 'cause' | 'labels' | 'description' | 'arn' | 'via'>;

/** One stretch of time in which an alarm fires: from ALARM to OK. */
export interface Incident extends OfSignal {
  /** The alarm's name, with its contributor. There is one incident for each at a time. */
  readonly key: string;
  /** Of this stretch of time alone, and stable: the same signals give the same id. */
  readonly id: string;
  readonly state: 'firing' | 'resolved';
  /** Epoch milliseconds. */
  readonly openedAt: number;
  /** Of the last signal that counted. */
  readonly changedAt: number;
  readonly resolvedAt?: number;
  /** `gone`: the alarm was deleted while it fired. */
  readonly resolution?: 'recovered' | 'gone';
  /** Of the message that began it, then of the one that ended it. */
  readonly hops?: Hops;
  readonly acknowledged?: { readonly at: number; readonly by: string };
}

export const keyOf = ({ alarm, contributor }: Pick<Signal, 'alarm' | 'contributor'>): string =>
  contributor === undefined ? alarm : `${alarm}#${contributor}`;

/**
 * What a signal makes of the incident that there is; the very same incident when it says nothing new. Signals may come
 * twice, late and in any order: the one with the latest time counts, and an older one changes nothing. An OK without
 * an open incident says nothing to anybody, but is remembered, so that an ALARM from before it stays without effect.
 */
export function applySignal(incident: Incident | undefined, signal: Signal): Incident | undefined {
  if (incident && signal.at <= incident.changedAt) return withVia(incident, signal);
  if (signal.state === 'ALARM') return incident?.state === 'firing' ? goOn(incident, signal) : open(signal);
  // Without data nobody can say that it is over.
  if (signal.state === 'INSUFFICIENT_DATA') return incident;
  const closed = incident ?? open(signal);
  return {
    ...closed,
    state: 'resolved',
    changedAt: signal.at,
    resolvedAt: signal.at,
    resolution: 'recovered',
    ...(signal.hops && { hops: signal.hops }),
  };
}

/** The alarm was deleted while it fired: no OK will ever come. */
export const gone = (incident: Incident, at: number): Incident => ({
  ...incident,
  state: 'resolved',
  changedAt: at,
  resolvedAt: at,
  resolution: 'gone',
});

function open(signal: Signal): Incident {
  const { contributor: _, state: __, at, ...rest } = signal;
  const key = keyOf(signal);
  const id = `${hash(key).toString(36)}-${at.toString(36)}`;
  return { ...rest, key, id, state: 'firing', openedAt: at, changedAt: at };
}

/** It fires on; why may have changed. */
const goOn = (incident: Incident, { at, reason, cause, via }: Signal): Incident => ({
  ...incident,
  changedAt: at,
  reason,
  cause,
  via: union(incident.via, via),
});

/** The same change comes once by each topic. */
function withVia(incident: Incident, { via, at }: Signal): Incident {
  const all = union(incident.via, via);
  return at < incident.changedAt || all.length === incident.via.length ? incident : { ...incident, via: all };
}

const union = (one: readonly string[], other: readonly string[]): readonly string[] => [
  ...new Set([...one, ...other]),
];
