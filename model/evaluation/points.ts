import type { AlarmWindow } from '../alarm/window.ts';

/** The state of an alarm, in CloudWatch's words. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One period as an alarm sees it: within the threshold, beyond it, or without a value. */
export type Point = 'good' | 'breaching' | 'missing';

/** What an alarm makes of periods without a value. `ignore` keeps the state; `missing` needs data to say anything. */
export const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof TREATMENTS)[number];

interface Evaluation {
  /** The evaluation range, oldest first: more periods than the window, in case some are missing. */
  readonly points: readonly Point[];
  readonly window: AlarmWindow;
  readonly missing: MissingData;
  readonly current: AlarmState;
}

/**
 * The state that CloudWatch gives an alarm. Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms", "How alarm
 * state is evaluated when data is missing" with its two tables, and "Avoiding premature transitions to alarm state".
 */
export function evaluatePoints({ points, window, missing, current }: Evaluation): AlarmState {
  const real = points.filter((point) => point !== 'missing');
  const isAlarm = (breaching: number): AlarmState => (breaching >= window.failures ? 'ALARM' : 'OK');
  // With enough real points the treatment of missing ones is not needed: the most recent real ones decide.
  if (real.length >= window.of) return isAlarm(count(real.slice(-window.of)));
  const breaching = count(real);
  if (missing === 'breaching') return isAlarm(breaching + window.of - real.length);
  if (missing === 'notBreaching' || breaching >= window.failures) return isAlarm(breaching);
  if (real.length > breaching) return 'OK';
  if (missing === 'ignore') return current;
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  return isOldEnough(points, window) ? 'ALARM' : current;
}

const count = (points: readonly Point[]): number => points.filter((point) => point === 'breaching').length;

/**
 * Whether breaching points, with nothing good after them, began at least `failures` periods ago. The user guide looks
 * for them in the window, and for an alarm of M out of N in the whole evaluation range.
 */
function isOldEnough(points: readonly Point[], { failures, of }: AlarmWindow): boolean {
  const recent = failures < of ? points : points.slice(-of);
  return recent.length - recent.indexOf('breaching') >= failures && recent.includes('breaching');
}
