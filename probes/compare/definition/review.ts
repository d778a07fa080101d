import type { Settings } from '../../../model/check.ts';
import { formatMs } from '../../../model/duration.ts';
import type { Remark } from '../../../model/kind.ts';
import { calendarOf } from '../../../model/session/calendar.ts';
import { horizonProblem } from '../../../model/session/horizon.ts';
import type { CompareSpec } from './spec.ts';

/** The least that asking and subscribing must be left of the timeout, in milliseconds. */
const LEAST_ASKING_MS = 1_000;

/** What is wrong with a sound definition: a window that does not fit, ages that it can never show, calendars that end. */
export function review(
  { windowMs, limits, calendar }: CompareSpec,
  { timeoutMs }: Settings,
  now: number,
): Remark[] {
  const needs = windowMs + LEAST_ASKING_MS;
  const horizon = horizonProblem(calendarOf(calendar), now);
  const remarks: (Remark | false | undefined)[] = [
    windowMs > 0 &&
      needs > timeoutMs && {
        path: 'window',
        problem: `${formatMs(windowMs)} leaves no time to ask within the timeout of ${formatMs(timeoutMs)}`,
        fix: `write a timeout of ${formatMs(needs)} or more, or a shorter window`,
      },
    windowMs > 0 &&
      limits.ageMs >= windowMs && {
        path: 'age',
        problem: `${formatMs(limits.ageMs)} can never be seen of a stream that is watched for ${formatMs(windowMs)}`,
        fix: 'write a smaller age or a longer window',
      },
    horizon && { path: 'calendar', ...horizon },
  ];
  return remarks.filter((remark) => remark !== false && remark !== undefined);
}
