import { matchesAll } from '../route/matcher.ts';
import type { Silence } from '../route/route.ts';
import type { Alarm } from './alarm.ts';
import { isDrill } from './drill-alarms.ts';

/** CloudWatch: a mute rule targets at most 100 alarms (PutAlarmMuteRule). */
const MAX_MUTED = 100;

/** The names of the told alarms that a silence is about, but for drills, as many at a time as one mute rule takes. */
export function mutedBy({ match }: Silence, alarms: readonly Alarm[]): string[][] {
  const names = alarms
    .filter(({ isTold, labels }) => isTold && !isDrill(labels) && matchesAll(match, labels))
    .map(({ name }) => name);
  const rules = Math.ceil(names.length / MAX_MUTED);
  return Array.from({ length: rules }, (_, index) => names.slice(index * MAX_MUTED, (index + 1) * MAX_MUTED));
}
