/** Alarm when `failures` of the last `of` periods were bad. A period is the check's interval. */
export interface AlarmWindow {
  /** 1 to `of`. */
  readonly failures: number;
  /** 1 to 100; `of` times the interval is at most 1 day, or 7 days when the interval is 1 hour or more. */
  readonly of: number;
}

/** A window with what it takes to be OK again. */
export interface AlarmWindowOptions extends AlarmWindow {
  /**
   * Good periods among the last `of` that it takes to be OK again, 1 to 100. A window by itself asks for
   * `of - failures + 1`, and cannot do with fewer. More widen `of` to `failures + recover - 1`: then so many good ones
   * in a row are always enough, and failures count together over the wider window. @default of - failures + 1
   */
  readonly recover?: number;
}

/** CloudWatch: period times evaluation periods, in seconds (PutMetricAlarm, Period). */
const MAX_WINDOW_SECONDS = { shortPeriod: 86_400, longPeriod: 7 * 86_400, longFrom: 3_600 } as const;

/** The longest window that CloudWatch evaluates for a period, in seconds. */
export const windowLimit = (periodSeconds: number): number =>
  periodSeconds >= MAX_WINDOW_SECONDS.longFrom
    ? MAX_WINDOW_SECONDS.longPeriod
    : MAX_WINDOW_SECONDS.shortPeriod;

/** CloudWatch: WarmUpConfiguration takes 1 to 2,880 minutes (PutMetricAlarm). */
const WARM_UP_MINUTES = { from: 1, to: 2_880 } as const;

/** How long a window takes to fill, and a period more because the first one may have been half over. */
export function warmUpMinutes(periodSeconds: number, { of }: AlarmWindow): number {
  const minutes = Math.ceil((periodSeconds * (of + 1)) / 60);
  return Math.min(Math.max(minutes, WARM_UP_MINUTES.from), WARM_UP_MINUTES.to);
}

/**
 * The window that also asks for `recover` good periods: an alarm is OK when fewer than `failures` of the last `of` were
 * bad, so when at least `of - failures + 1` were good. CloudWatch has no other knob for it.
 */
export const widened = ({ failures, of, recover = 1 }: AlarmWindowOptions): AlarmWindow => ({
  failures,
  of: Math.max(of, failures + recover - 1),
});
