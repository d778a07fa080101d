import { type Decision, decide } from '../model/incident/decide.ts';
import { applySignal, type Incident, type Signal } from '../model/incident/incident.ts';
import { asTold, type Notice } from '../model/incident/notice.ts';
import type { View } from '../model/incident/view.ts';
import type { Reach, Routing } from '../model/route/route.ts';

/** When these incidents begin. */
export const START = Date.UTC(2026, 10, 21, 3, 0, 0);

/** Milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** How the one receiver is reached: by groups, which wait and are repeated. */
export const TERMS: Reach = {
  receiver: 'slack',
  groupBy: ['severity', 'team'],
  groupWaitMs: 10 * SECOND,
  groupIntervalMs: 30 * SECOND,
  repeatMs: 5 * MINUTE,
  afterMs: 0,
};

const NEVER = { inhibition: () => () => undefined, silence: () => undefined } as const;

/** Every incident reaches the one receiver, and nothing keeps quiet, but as these rules say. */
export const routingWith = (rules: Partial<Routing> = {}): Routing => ({
  reach: () => [TERMS],
  ...NEVER,
  ...rules,
});

/** An alarm of a check with this name begins. */
export function signal(alarm: string, at: number, changes: Partial<Signal> = {}): Signal {
  const labels = { severity: 'critical', team: 'web', check: alarm, ...changes.labels } as const;
  const rest = { reason: 'broken', cause: 'breached', description: '', arn: '', via: [] } as const;
  return { alarm: `vedette/${alarm}`, state: 'ALARM', at, ...rest, ...changes, labels };
}

/** The incident that such a signal opens. */
export function incident(alarm: string, at: number = START, changes: Partial<Signal> = {}): Incident {
  const made = applySignal(undefined, signal(alarm, at, changes));
  if (!made) throw new Error('no incident');
  return made;
}

/** The same incident once it is over. */
export const resolved = (one: Incident, at: number): Incident =>
  applySignal(one, { ...signal('any', at), state: 'OK' }) ?? one;

/** What is decided on: nothing has happened, at the end of the first group wait. */
export const viewOf = (changes: Partial<View>): View => ({
  receiver: 'slack',
  now: START + 10 * SECOND,
  incidents: [],
  notices: [],
  routing: routingWith(),
  failing: {},
  ...changes,
});

/** What was decided, in short. */
export const told = ({ steps }: Decision) => steps.map(({ event, notice }) => [event, notice.entries.length]);

/** The notices after everything that was decided has been told. */
export const onceTold = ({ steps }: Decision, now: number): Notice[] =>
  steps.filter(({ event }) => event !== 'resolved').map(({ notice }) => asTold(notice, now));

/** A notice of these incidents that was told at the end of their group wait. */
export function toldNotice(incidents: readonly Incident[], routing = routingWith()): Notice {
  const now = START + 10 * SECOND;
  const [notice] = onceTold(decide(viewOf({ incidents, routing, now })), now);
  if (!notice) throw new Error('nothing was told');
  return notice;
}

/** As many incidents that begin together. */
export const several = (count: number, at = START) =>
  Array.from({ length: count }, (_, index) => incident(`a${index}`, at));
