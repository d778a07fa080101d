import type { Check } from '../../../model/check.ts';
import type { Phase } from '../../../model/phase.ts';
import type { Result } from '../../../model/result.ts';
import { kinds } from '../../../probes/kinds.ts';
import { type ToldCheck, told } from '../../display/told.ts';
import { type Past, percentile } from '../recent.ts';
import type { Server } from '../server.ts';
import { firingAlarms } from './alarms.ts';
import { areaOf, type Standing } from './areas.ts';

/** A check in a list. Times are epoch milliseconds. */
export interface CheckSummary extends ToldCheck, Past {
  readonly area: string;
  /** The phases that its kind measures. */
  readonly phases: readonly Phase[];
  readonly state: Standing;
  /** The latest result in short; absent until there is one. */
  readonly latest?: Latest;
  readonly nextAt?: number;
  /** Of `recent`, milliseconds; absent where none has a duration. */
  readonly p50?: number;
  readonly p95?: number;
  /** Names of its alarms that are in ALARM. */
  readonly firing: readonly string[];
}

interface Latest
  extends Pick<Result, 'state' | 'reason' | 'message' | 'location' | 'phases' | 'scheduledAt' | 'startedAt'> {
  /** How many it took. */
  readonly attempts: number;
}

/** In the order of the checks. */
export function summariesOf(checks: readonly Check[], { watched, recent }: Server): CheckSummary[] {
  const latest = watched.latest();
  const firing = firingAlarms(watched);
  return checks.map((check) => {
    const past = recent.of(check.id);
    const result = latest.get(check.id);
    const nextAt = watched.nextDue(check.id);
    return {
      ...told(check),
      area: areaOf(check),
      phases: kinds[check.kind]?.phases ?? [],
      state: standingOf(check, result),
      ...(result && { latest: inShort(result) }),
      ...(nextAt !== undefined && { nextAt }),
      ...past,
      ...percentilesOf(past),
      firing: firing.filter((alarm) => alarm.check === check.id).map(({ name }) => name),
    };
  });
}

const standingOf = ({ enabled }: Check, result: Result | undefined): Standing =>
  enabled ? (result?.state ?? 'waiting') : 'off';

function inShort(result: Result): Latest {
  const { state, reason, message, location, phases, scheduledAt, startedAt, attempts } = result;
  const { length } = attempts;
  return {
    state,
    ...(reason && { reason }),
    message,
    location,
    phases,
    scheduledAt,
    startedAt,
    attempts: length,
  };
}

function percentilesOf({ recent }: Past): Pick<CheckSummary, 'p50' | 'p95'> {
  const durations = recent.flatMap(({ ms }) => ms ?? []);
  const [p50, p95] = [percentile(durations, 50), percentile(durations, 95)];
  return p50 === undefined || p95 === undefined ? {} : { p50, p95 };
}
