import { formatMs, parseDuration } from '../duration.ts';
import type { Complaint } from '../finding.ts';
import * as rules from '../rules.ts';
import type { Silence } from './route.ts';
import { matchSomething } from './rules.ts';
import { beginningsOf } from './silence.ts';

const MINUTE_MS = 60_000;

// CloudWatch: a mute rule lasts from 1 minute to 15 days (PutAlarmMuteRule).
const inRange = rules.duration({ from: '1m', to: '15d' });

/** Whole minutes, like everything else in a mute rule. */
const duration: rules.Rule = (value, path) => {
  const wrong = inRange(value, path);
  const minutes = (parseDuration(value) ?? 0) / MINUTE_MS;
  if (wrong.length > 0 || Number.isInteger(minutes)) return wrong;
  const problem = `${formatMs(minutes * MINUTE_MS)} is not a whole number of minutes`;
  return [{ path, problem, fix: `write '${Math.floor(minutes)}m' or '${Math.ceil(minutes)}m'` }];
};

const SILENCE: rules.Rules<Silence> = {
  name: rules.rule(
    (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,99}$/.test(value),
    'a name of at most 100 lower-case letters, digits and dashes',
    "one such as 'release-night'",
  ),
  at: rules.rule(isLocalTime, 'a local time', "one such as '2026-12-05T22:00'"),
  cron: rules.rule(
    isCron,
    'five fields, minute to day of the week',
    "one such as '0 22 * * 6', a list in place of steps",
  ),
  timeZone: rules.rule((value) => isZone(value), 'a time zone of the IANA', "one such as 'Europe/London'"),
  duration,
  match: matchSomething,
  comment: rules.text({ max: 500, example: 'why it is silent' }),
};

export const silenceRule: rules.Rule = (value, path) => {
  const wrong = rules.shape(SILENCE, ['name', 'duration', 'match'])(value, path);
  if (wrong.length > 0) return wrong;
  const { at, cron } = value as Silence;
  if (at === undefined && cron !== undefined) return wrongDays(cron, `${path}.cron`);
  if (at !== undefined && cron === undefined) return [];
  const problem = at === undefined ? 'never begins' : 'begins both at a time and again and again';
  return [{ path, problem, fix: 'write either at or cron' }];
};

/** What has not been by then will never be. */
const LATE = new Date('2100-01-01T00:00:00Z');

function wrongDays(cron: string, path: string): Complaint[] {
  const [, , dayOfMonth, , dayOfWeek] = cron.split(' ');
  if (dayOfMonth !== '*' && dayOfWeek !== '*') {
    const problem = 'names a day of the month and one of the week';
    return [{ path, problem, fix: 'write * for one of them' }];
  }
  if (beginningsOf({ cron }).previousRuns(1, LATE).length > 0) return [];
  return [{ path, problem: 'is never', fix: 'name a day that some month has' }];
}

function isLocalTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) return false;
  const time = new Date(`${value}Z`);
  // 30 February is taken for the second of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value);
}

/** What a mute rule takes: numbers and names, lists and ranges, no steps (CloudWatch API, Schedule, Expression). */
const CRON = /^(\S+) (\S+) (\S+) (\S+) (\S+)$/;
const CRON_FIELD = /^(\*|\d{1,2}|[A-Za-z]{3})(-(\d{1,2}|[A-Za-z]{3}))?$/;

/** CloudWatch: an expression has at most 256 characters, `cron()` among them; names make days longer. */
const MAX_CRON = 200;

function isCron(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > MAX_CRON) return false;
  const fields = CRON.exec(value)?.slice(1);
  if (!fields?.every((field) => field.split(',').every((part) => CRON_FIELD.test(part)))) return false;
  try {
    beginningsOf({ cron: value });
    return true;
  } catch {
    return false;
  }
}

/** As CloudWatch writes it: `Intl` takes `europe/london` too, and newer ones `+02:00`. */
const ZONE = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/;

const isZone = (value: unknown): boolean => rules.isTimeZone(value) && ZONE.test(String(value));
