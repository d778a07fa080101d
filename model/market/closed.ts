import type { Calendar } from '../session/calendar.ts';

/** What a check says of a market that is closed at `now` (epoch milliseconds): `XASX is closed until Mon 30 Nov, 10:00 in Sydney`. */
export function closedSays({ code, timeZone, nextOpen }: Calendar, now: number): string {
  const opens = nextOpen(now);
  if (opens === undefined) return `${code} is closed, and its calendar knows of no further opening`;
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ');
  return `${code} is closed until ${wallClock(opens, timeZone)} in ${city}`;
}

function wallClock(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute}`;
}
