import * as rules from '../rules.ts';
import { calendarOf } from './calendar.ts';
import { clockMs, dayOf, WEEKDAYS } from './civil.ts';
import { CALENDAR_CODES } from './codes.ts';
import type { CustomCalendar } from './custom.ts';
import type { Hours } from './timetable.ts';

const date = rules.rule(
  (value) => typeof value === 'string' && !Number.isNaN(dayOf(value)),
  'a date',
  "one such as '2027-12-24'",
);

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

const clock = rules.rule(
  (value) => typeof value === 'string' && CLOCK.test(value),
  'a time of day',
  "one from '00:00' to '24:00'",
);

const range: rules.Rule = (value, path) => {
  const wrong = rules.listOf(clock, { from: 2, to: 2 })(value, path);
  if (wrong.length > 0) return wrong;
  const [from, to] = (value as string[]).map(clockMs);
  return Number(from) < Number(to)
    ? []
    : [
        {
          path,
          problem: `${rules.show(value)} ends before it begins`,
          fix: "write [from, to], as in ['12:00', '13:00']",
        },
      ];
};

const hoursShape = rules.shape(
  {
    from: date,
    days: rules.listOf(rules.oneOf(WEEKDAYS), { from: 1, to: WEEKDAYS.length }),
    open: clock,
    close: clock,
    breaks: rules.listOf(range),
    pre: range,
    post: range,
  },
  ['open', 'close'],
);

/** Breaks that are in order and within the hours; with an opening on the day before, within the date itself. */
const hours: rules.Rule = (value, path) => {
  const wrong = hoursShape(value, path);
  if (wrong.length > 0) return wrong;
  const { open, close, breaks = [] } = value as Hours;
  return breaks.flatMap(([from, to], index) => {
    const after = breaks[index - 1]?.[1] ?? (open < close ? open : '00:00');
    if (after < from && to < close) return [];
    const problem = `${from} to ${to} is not between ${after} and ${close}`;
    return [{ path: `${path}.breaks[${index}]`, problem, fix: 'write breaks in order and within the hours' }];
  });
};

const everyHours: rules.Rule = (value, path) =>
  (Array.isArray(value) ? rules.listOf(hours, { from: 1, to: 100 }) : hours)(value, path);

const earlyCloses: rules.Rule = (value, path) => [
  ...rules.mapOf(clock)(value, path),
  ...Object.keys(Object(value)).flatMap((key) => date(key, `${path}.${key}`)),
];

/** The years that are built at once: a calendar of centuries is a slip of the pen, and costs memory. */
const LONGEST_YEARS = 100;

const horizon: rules.Rule = (value, path) => {
  const wrong = rules.shape({ from: date, to: date }, ['from', 'to'])(value, path);
  if (wrong.length > 0) return wrong;
  const { from, to } = value as CustomCalendar['horizon'];
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return from <= to && years <= LONGEST_YEARS
    ? []
    : [
        {
          path,
          problem: `${from} to ${to} is not a stretch of up to ${LONGEST_YEARS} years`,
          fix: 'write from and to',
        },
      ];
};

const customShape = rules.shape(
  {
    name: rules.text({ max: 50, example: "a name such as 'Zurich desk'" }),
    timeZone: rules.timeZone('Europe/Zurich'),
    hours: everyHours,
    holidays: rules.listOf(date, { to: 10_000 }),
    earlyCloses,
    horizon,
  },
  ['name', 'timeZone', 'hours', 'horizon'],
);

const custom: rules.Rule = (value, path) => {
  const wrong = customShape(value, path);
  if (wrong.length > 0) return wrong;
  const own = value as CustomCalendar;
  return calendarOf(own)
    .sessions(own.horizon.from, own.horizon.to)
    .filter(({ open, close }) => open >= close)
    .map(({ date }) => ({
      path: `${path}.earlyCloses.${date}`,
      problem: `${own.earlyCloses?.[date]} is not after the opening`,
      fix: 'write a later time, or a holiday',
    }));
};

const code = rules.oneOf(CALENDAR_CODES);

/** What a definition may write as a calendar; the nearest code is suggested for one that is not known. */
export const calendarRule: rules.Rule = (value, path) =>
  (Object(value) === value ? custom : code)(value, path);
