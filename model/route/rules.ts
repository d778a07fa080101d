import { type PatternSource, patternProblem } from '../assertion/pattern.ts';
import { SEVERITIES } from '../check.ts';
import * as rules from '../rules.ts';
import { LABEL_NAME } from '../shared-rules.ts';
import type { Escalation, Inhibition, Route, Silence } from './route.ts';
import { beginningsOf } from './silence.ts';

const labelName = rules.rule(
  (value) => typeof value === 'string' && LABEL_NAME.test(value),
  'a label name',
  'lower-case letters, digits and _',
);

const labelValue = rules.rule(
  (value) => typeof value === 'string' && value.length <= 100,
  'text of at most 100 characters',
  "a word such as 'platform', or '' for a label that is not there",
);

const pattern: rules.Rule = (value, path) => {
  const wrong = rules.shape({ source: () => [], flags: () => [] }, ['source', 'flags'])(value, path);
  const problem = wrong.length === 0 ? patternProblem(value as PatternSource) : undefined;
  if (!problem) return wrong;
  return [{ path, problem, fix: 'use a pattern without look-around and back-references' }];
};

/** The one label whose values are known: another one would match nothing, in silence. */
const severity = rules.oneOf(SEVERITIES);

const matcher: rules.Rule = (value, path) => {
  const { label, operator } = Object(value) as { label?: unknown; operator?: unknown };
  const plain = label === 'severity' ? severity : labelValue;
  return rules.shape(
    {
      label: labelName,
      operator: rules.oneOf(['=', '!=', '=~', '!~']),
      value: operator === '=~' || operator === '!~' ? pattern : plain,
    },
    ['label', 'operator', 'value'],
  )(value, path);
};

const match = rules.listOf(matcher);
const matchSomething = rules.listOf(matcher, { from: 1 });

/** Who a receiver is, is judged when all are known. */
const receiverName = rules.text({ max: 50, example: "a receiver's name" });

const ESCALATION: rules.Rules<Escalation> = {
  after: rules.duration({ from: '1m', to: '7d' }),
  receiver: receiverName,
};

/** SQS gathers a batch for at most 300 s (CreateEventSourceMapping, MaximumBatchingWindowInSeconds). */
export const LONGEST_WAIT_MS = 300_000;

const ROUTE: rules.Rules<Route> = {
  match,
  receiver: receiverName,
  continue: rules.flag,
  groupBy: rules.listOf(labelName),
  groupWait: rules.duration({ from: '0s', to: `${LONGEST_WAIT_MS / 1_000}s` }),
  groupInterval: rules.duration({ from: '0s', to: '24h' }),
  // The reminders come from a tick of each minute.
  repeatInterval: rules.duration({ from: '1m', to: '30d' }),
  escalate: rules.listOf(rules.shape(ESCALATION, ['after', 'receiver']), { to: 10 }),
  routes: (value, path) => rules.listOf(routeRule)(value, path),
};

/** Judges a route and all below it. */
export const routeRule: rules.Rule = rules.shape(ROUTE);

const INHIBITION: rules.Rules<Inhibition> = {
  source: matchSomething,
  target: matchSomething,
  equal: rules.listOf(labelName),
};

export const inhibitionRule: rules.Rule = rules.shape(INHIBITION, ['source', 'target']);

const SILENCE: rules.Rules<Silence> = {
  name: rules.rule(
    (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,99}$/.test(value),
    'a name of at most 100 lower-case letters, digits and dashes',
    "one such as 'release-night'",
  ),
  at: rules.rule(isLocalTime, 'a local time', "one such as '2026-12-05T22:00'"),
  cron: rules.rule(isCron, 'five fields, minute to day of the week', "one such as '0 22 * * 6'"),
  timeZone: rules.rule(isTimeZone, 'a time zone of the IANA', "one such as 'Europe/London'"),
  // CloudWatch: a mute rule lasts from 1 minute to 15 days (PutAlarmMuteRule).
  duration: rules.duration({ from: '1m', to: '15d' }),
  match: matchSomething,
  comment: rules.text({ max: 500, example: 'why it is silent' }),
};

export const silenceRule: rules.Rule = (value, path) => {
  const wrong = rules.shape(SILENCE, ['name', 'duration', 'match'])(value, path);
  if (wrong.length > 0) return wrong;
  const { at, cron } = value as Silence;
  if ((at === undefined) !== (cron === undefined)) return neverBegins(value as Silence, path);
  const problem = at === undefined ? 'never begins' : 'begins both at a time and again and again';
  return [{ path, problem, fix: 'write either at or cron' }];
};

/** What has not been by then will never be. */
const LATE = new Date('2100-01-01T00:00:00Z');

function neverBegins(silence: Silence, path: string): rules.Complaint[] {
  if (silence.at !== undefined || beginningsOf(silence).previousRuns(1, LATE).length > 0) return [];
  return [{ path: `${path}.cron`, problem: 'is never', fix: 'name a day that some month has' }];
}

function isLocalTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) return false;
  const time = new Date(`${value}Z`);
  // 30 February is taken for the second of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value);
}

/** What cron has everywhere: numbers and names, lists, ranges and steps. */
const CRON = /^(\S+) (\S+) (\S+) (\S+) (\S+)$/;
const CRON_FIELD = /^(\*|\d{1,2}|[A-Za-z]{3})(-(\d{1,2}|[A-Za-z]{3}))?(\/\d{1,2})?$/;

function isCron(value: unknown): boolean {
  const fields = typeof value === 'string' ? CRON.exec(value)?.slice(1) : undefined;
  if (!fields?.every((field) => field.split(',').every((part) => CRON_FIELD.test(part)))) return false;
  try {
    beginningsOf({ cron: value as string });
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(value: unknown): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value as string });
    return typeof value === 'string';
  } catch {
    return false;
  }
}
