import { show } from '../../model/rules.ts';
import {
  type Calendar,
  type CalendarCode,
  calendarOf,
  type Session,
  timetableOf,
} from '../../model/session/calendar.ts';
import { DAY_MS, dateOf, dayOf } from '../../model/session/civil.ts';
import { type Remark, remarksOf } from '../../model/session/remarks.ts';
import { calendarRule } from '../../model/session/rule.ts';
import { tableLines } from '../display/text.ts';
import { UsageError } from '../usage-error.ts';

export interface SessionsOptions {
  /** The first date, YYYY-MM-DD. @default today */
  readonly from?: string;
  /** The last date. @default 13 days after the first, or the last that the calendar knows */
  readonly to?: string;
  readonly json?: boolean;
}

/** Two weeks, both ends included. */
const DEFAULT_DAYS = 13;

/** Prints the sessions of a calendar from one date to another, both included. */
export async function sessions(code: string, options: SessionsOptions): Promise<number> {
  const calendar = calendarNamed(code);
  const from = options.from ?? dateOf(Math.floor(Date.now() / DAY_MS));
  const to = options.to ?? earlier(dateOf(dayOf(from) + DEFAULT_DAYS), calendar.horizon.to);
  assertRange(calendar, { from, to });
  const found = calendar.sessions(from, to);
  const remarks = remarksOf(timetableOf(code as CalendarCode));
  const lines = options.json ? jsonLines(found) : table(calendar, found, between(remarks, { from, to }));
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

function calendarNamed(code: string): Calendar {
  const [wrong] = calendarRule(code, 'calendar');
  if (wrong) throw new UsageError(`calendar ${wrong.problem}; ${wrong.fix}`);
  return calendarOf(code as CalendarCode);
}

interface Range {
  readonly from: string;
  readonly to: string;
}

function assertRange({ code, horizon }: Calendar, { from, to }: Range): void {
  for (const [name, date] of Object.entries({ from, to })) {
    if (Number.isNaN(dayOf(date)))
      throw new UsageError(`--${name}: ${show(date)} is not a date; write one such as 2026-12-24`);
    if (date < horizon.from || date > horizon.to)
      throw new UsageError(
        `--${name}: ${code} is known from ${horizon.from} to ${horizon.to}, not on ${date}`,
      );
  }
  if (from > to) throw new UsageError(`--to: ${to} is before --from (${from}); write a later one`);
}

const isoOf = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');

/** One array, a session a line. */
function jsonLines(found: readonly Session[]): string[] {
  const items = found.map(({ date, open, close, breaks, early }) =>
    JSON.stringify({
      date,
      open: isoOf(open),
      close: isoOf(close),
      breaks: breaks.map((rest) => rest.map(isoOf)),
      early,
    }),
  );
  return items.length === 0 ? ['[]'] : ['[', items.map((item) => `  ${item}`).join(',\n'), ']'];
}

type Remarks = ReadonlyMap<string, Remark>;

const between = (remarks: Remarks, { from, to }: Range): Remarks =>
  new Map([...remarks].filter(([date]) => date >= from && date <= to));

const TITLES = ['DATE', 'DAY', 'OPEN', 'CLOSE', 'BREAK', 'NOTE'];

/** A line for each session, and for each day on which there would have been one. */
function table({ name, timeZone }: Calendar, found: readonly Session[], remarks: Remarks): string[] {
  const clock = clockOf(timeZone);
  const traded = found.map((session) => [session.date, ...rowOf(session, clock, remarks.get(session.date))]);
  const closed = [...remarks]
    .filter(([, { isClosed }]) => isClosed)
    .map(([date, remark]) => [date, dayName(date), 'closed', '', '', remark.name]);
  const rows = [...traded, ...closed].sort(([a = ''], [b = '']) => a.localeCompare(b));
  return [`${name}, ${timeZone}`, ...tableLines([TITLES, ...rows])];
}

function rowOf(
  { date, open, close, breaks, early }: Session,
  clock: Clock,
  remark: Remark | undefined,
): string[] {
  const rests = breaks.map(([from, to]) => `${clock(from, date)}-${clock(to, date)}`).join(' ');
  const note = [early ? 'early close' : '', remark?.name ?? ''].filter(Boolean).join(': ');
  return [dayName(date), clock(open, date), clock(close, date), rests, note];
}

const dayName = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(dayOf(date) * DAY_MS);

/** An instant as the exchange's clocks show it; with the days between where it is not on the trading date. */
type Clock = (instant: number, date: string) => string;

function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (instant, date) => {
    const [day = '', time = ''] = format.format(instant).split(' ');
    const away = dayOf(day) - dayOf(date);
    return away === 0 ? time : `${time} ${away > 0 ? '+' : ''}${away}d`;
  };
}
