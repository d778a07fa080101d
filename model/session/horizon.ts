import type { Finding } from '../finding.ts';
import { type Calendar, type CalendarOption, calendarOf } from './calendar.ts';
import { DAY_MS, dayOf } from './civil.ts';

/** Time enough to bring in a release with the next year, or to write it: exchanges announce a year in its autumn. */
const WARN_DAYS = 90;

/** What is to be said of a calendar that ends. */
export interface HorizonProblem {
  readonly level: Finding['level'];
  readonly problem: string;
  readonly fix: string;
}

/** `now` in epoch milliseconds. An error when the calendar does not know today, a warning when it ends within 90 days. */
export function horizonProblem({ code, horizon }: Calendar, now: number): HorizonProblem | undefined {
  const today = Math.floor(now / DAY_MS);
  const left = dayOf(horizon.to) - today;
  const fix = 'update vedette, or write a calendar of your own with a later horizon';
  if (today < dayOf(horizon.from))
    return { level: 'error', problem: `${code} is known from ${horizon.from} only`, fix };
  if (left < 0) return { level: 'error', problem: `${code} is known until ${horizon.to} only`, fix };
  if (left >= WARN_DAYS) return undefined;
  const days = left === 1 ? '1 day' : `${left} days`;
  return { level: 'warning', problem: `${code} is known until ${horizon.to} only, ${days} from now`, fix };
}

/** The finding against a definition's property that names a calendar; none while the calendar is known for long. */
export function horizonFinding({
  subject,
  property,
  calendar,
  now,
}: {
  readonly subject: string;
  readonly property: string;
  readonly calendar: CalendarOption;
  /** Epoch milliseconds. */
  readonly now: number;
}): Finding[] {
  const found = horizonProblem(calendarOf(calendar), now);
  return found ? [{ subject, property, ...found }] : [];
}
