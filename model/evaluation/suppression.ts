import type { AlarmState } from './points.ts';

/** How long a composite waits for its suppressor, and how long it stays silent after it. Seconds. */
export interface SuppressionPeriods {
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

/** Why a composite does not act now, in CloudWatch's words. */
export type SuppressedBy = 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod';

/** What a composite with a suppressor is doing. Times are seconds since the epoch. */
export interface Suppression {
  readonly composite: AlarmState;
  readonly suppressor: AlarmState;
  /** Set while an action is held back; `until` is absent while the suppressor itself is in ALARM. */
  readonly held?: { readonly by: SuppressedBy; readonly until?: number };
}

export type SuppressionEvent = { readonly at: number } & (
  | { readonly composite: AlarmState }
  | { readonly suppressor: AlarmState }
);

/** An action that a composite takes, for the state that it is in then. */
export interface Action {
  readonly at: number;
  readonly state: AlarmState;
}

/** The action whose time has come by `now`, and what is held back after it. */
export function release(before: Suppression, now: number): { after: Suppression; action?: Action } {
  const { held, ...rest } = before;
  if (held?.until === undefined || held.until > now) return { after: before };
  return { after: rest, action: { at: held.until, state: before.composite } };
}

/**
 * What a change of the composite or of its suppressor does. Source: CloudWatch User Guide, "Create a composite alarm",
 * "Composite alarm action suppression", with its six examples. Call `release` up to the event's time first.
 */
export function change(
  before: Suppression,
  event: SuppressionEvent,
  periods: SuppressionPeriods,
): Suppression {
  const { suppressor, held } = before;
  const { at } = event;
  if ('composite' in event) {
    if (event.composite === before.composite) return before;
    const wait = { by: 'WaitPeriod', until: at + periods.waitSeconds } as const;
    return { ...before, composite: event.composite, held: suppressor === 'ALARM' ? { by: 'Alarm' } : wait };
  }
  const after = { ...before, suppressor: event.suppressor };
  if (event.suppressor === suppressor || !held) return after;
  if (event.suppressor === 'ALARM') return { ...after, held: { by: 'Alarm' } };
  const isReleased = suppressor === 'ALARM' && held.by === 'Alarm';
  return isReleased
    ? { ...after, held: { by: 'ExtensionPeriod', until: at + periods.extensionSeconds } }
    : after;
}

/** Every action of a composite over a course of events, in order. `until` is when one stops looking. */
export function actionsOver(
  events: readonly SuppressionEvent[],
  periods: SuppressionPeriods,
  until: number,
): Action[] {
  const actions: Action[] = [];
  let state: Suppression = { composite: 'OK', suppressor: 'OK' };
  const advance = (now: number) => {
    const { after, action } = release(state, now);
    state = after;
    if (action) actions.push(action);
  };
  for (const event of events) {
    advance(event.at);
    state = change(state, event, periods);
  }
  advance(until);
  return actions;
}
