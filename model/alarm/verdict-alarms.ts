import type { Check } from '../check.ts';
import { canDegrade } from '../check-metrics.ts';
import type { Severity } from '../labels.ts';
import type { Alarm } from './alarm.ts';
import { overLocations } from './over-locations.ts';
import { phraseOf, waitsForMore } from './quorum.ts';
import type { AlarmWindow } from './window.ts';

/** The words of a window, with where, when one bad location alone is not enough. */
function timesOf({ failWhen, locations }: Check, { failures, of }: AlarmWindow): string {
  const where = waitsForMore(failWhen, locations.length) ? ` ${phraseOf(failWhen, locations.length)}` : '';
  return `in ${failures} of the last ${of} runs${where}`;
}

const IS_ONE = { statistic: 'Maximum', comparison: 'atLeast', threshold: 1 } as const;

/** The check fails, or is not probed: for one that must run, silence is no better. */
export function failedAlarms(check: Check, home: string | undefined): Alarm[] {
  const { failWhen, labels } = check;
  const window = check.alarms.failed;
  if (!window) return [];
  const says = `failed ${timesOf(check, window)}, or was not probed`;
  const { severity } = labels;
  const condition = { ...IS_ONE, role: 'failed', metric: 'failed', missing: 'breaching' } as const;
  return overLocations(check, { ...condition, window, severity, failWhen, says }, home);
}

/** Degraded is one step less severe than failed, so that slow never wakes whom only down should. */
const lower = (severity: Severity): Severity => (severity === 'critical' ? 'warning' : 'info');

/** The check is slow. Slowness is not made of silence. */
export function degradedAlarms(check: Check, home: string | undefined): Alarm[] {
  const { failWhen, labels } = check;
  const window = check.alarms.degraded;
  if (!window || !canDegrade(check)) return [];
  const says = `degraded ${timesOf(check, window)}`;
  const severity = lower(labels.severity);
  const condition = { ...IS_ONE, role: 'degraded', metric: 'degraded', missing: 'notBreaching' } as const;
  return overLocations(check, { ...condition, window, severity, failWhen, says }, home);
}
