import { type PatternSource, patternOf, patternProblem } from '../../../model/assertion/pattern.ts';
import { assertionRule, jsonPathRule } from '../../../model/assertion/rule.ts';
import type { CommonOptions } from '../../../model/check.ts';
import type { Complaint } from '../../../model/finding.ts';
import { fieldsRule, shareRule, symbolRule, timeRule } from '../../../model/market/rules.ts';
import * as rules from '../../../model/rules.ts';
import { calendarRule } from '../../../model/session/rule.ts';
import { api } from '../../api/check.ts';
import { http } from '../../http/check.ts';
import type { Rows } from '../words.ts';
import type { FreshnessOptions, Quota } from './options.ts';

const MOST_REQUESTS = 50;
const MOST_SYMBOLS = 20_000;
const MOST_GROUPS = 100;

export const request = rules.shape(
  { ...http.rules, expect: rules.listOf(assertionRule(http.sources)), symbol: symbolRule },
  ['url'],
);

export const rowsRule: rules.Rule = (value, path) => {
  const { source, ...rows } = Object(value) as Partial<
    Rows & { fields: unknown; path: unknown; separator: unknown; pattern: PatternSource }
  >;
  const fields = () => fieldsRule(['time'])(rows.fields, `${path}.fields`);
  switch (source) {
    case 'json':
      return [...jsonPathRule(rows.path, path), ...fields()];
    case 'csv':
      return [...separator(rows.separator, `${path}.separator`), ...fields()];
    case 'text':
      return [...linear(rows.pattern, path), ...fields(), ...groupless(rows.pattern, rows.fields, path)];
    case 'feed':
      return [];
    default:
      return [{ path, problem: 'are not rows', fix: "write some such as rows.json('$.quotes[*]', { ... })" }];
  }
};

const separator = rules.text({ max: 5, example: "a separator such as ';'" });

/** Fields that name no group of the pattern: no row could ever have them. */
function groupless(pattern: PatternSource | undefined, fields: unknown, path: string): Complaint[] {
  if (!pattern || patternProblem(pattern)) return [];
  const groups = Object.keys(patternOf(pattern).namedGroups());
  return Object.entries(Object(fields) as Record<string, unknown>)
    .filter(([, name]) => !groups.includes(String(name)))
    .map(([field, name]) => ({
      path: `${path}.fields.${field}`,
      problem: `${rules.show(name)} is no group of the pattern`,
      fix: groups.length === 0 ? 'name its groups, (?<time>...)' : `write one of ${groups.join(', ')}`,
    }));
}

function linear(pattern: PatternSource | undefined, path: string): Complaint[] {
  const refused = pattern ? patternProblem(pattern) : 'it is missing';
  const problem = `the pattern cannot be run in linear time (${refused})`;
  return refused ? [{ path, problem, fix: 'use what RE2 knows: no look-around, no back-references' }] : [];
}

const age = rules.duration({ from: '100ms', to: '30d' });

const symbols = rules.listOf(symbolRule, { from: 1, to: MOST_SYMBOLS });

const wanted: rules.Rule = (value, path) => {
  if (Array.isArray(value)) return symbols(value, path);
  if (Object(value) !== value) {
    const problem = `${rules.show(value)} is neither a list of symbols nor how many there must be`;
    return [{ path, problem, fix: "write some such as ['BHP'] or { atLeast: 300 }" }];
  }
  return rules.shape({ atLeast: rules.count({ from: 1, to: 1_000_000 }) }, ['atLeast'])(value, path);
};

const named: rules.Rule = (value, path) =>
  Array.isArray(value)
    ? [
        {
          path,
          problem: 'is a list by itself',
          fix: 'write { symbols: [...] }, and above where it is not 300s',
        },
      ]
    : rules.shape({ symbols, above: age }, ['symbols'])(value, path);

export const ofGroup: rules.Rule = (value, path) =>
  value instanceof RegExp ? linear(value, path) : symbols(value, path);

const group = rules.shape(
  {
    name: rules.text({ max: 50, example: "a name such as 'illiquid'" }),
    symbols: ofGroup,
    limit: age,
    calendar: calendarRule,
  },
  ['name', 'symbols'],
);

const off = rules.rule((value) => value === false, 'false', 'false');

const orOff =
  (rule: rules.Rule): rules.Rule =>
  (value, path) =>
    value === false ? off(value, path) : rule(value, path);

const price = rules.rule(
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  'a price',
  'a number above 0',
);

const sanity = rules.shape({
  future: orOff(rules.duration({ from: '0ms', to: '1h' })),
  now: orOff(rules.count({ from: 2, to: 100 })),
  flat: orOff(
    rules.shape({
      updates: rules.count({ from: 2, to: 10_000 }),
      for: rules.duration({ from: '1s', to: '30d' }),
    }),
  ),
  price: rules.flag,
  jump: orOff(rules.shape({ band: shareRule, reference: rules.mapOf(price) })),
  crossed: rules.flag,
  sequence: rules.flag,
});

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

const clock = rules.rule(
  (value) => typeof value === 'string' && CLOCK.test(value),
  'a time of day',
  "one from '00:00' to '23:59'",
);

/** The zone is held to what the event time's is. */
const due: rules.Rule = (value, path) => {
  const { zone } = Object(value) as { zone?: unknown };
  const wrong = rules.shape({ by: clock, zone: rules.text({ max: 50, example: "'America/New_York'" }) }, [
    'by',
  ])(value, path);
  return wrong.length > 0 || zone === undefined ? wrong : timeRule({ zone }, path);
};

const quotaShape = rules.shape({
  callsPerDay: rules.count({ from: 1, to: 10_000_000 }),
  callsPerMinute: rules.count({ from: 1, to: 1_000_000 }),
  callsPerSecond: rules.count({ from: 1, to: 1_000 }),
  refusal: (value, path) =>
    value instanceof RegExp
      ? linear(value, path)
      : [{ path, problem: `is ${rules.show(value)}, not a pattern`, fix: 'write one such as /rate limit/i' }],
});

const quota: rules.Rule = (value, path) => {
  const wrong = quotaShape(value, path);
  const { callsPerDay, callsPerMinute, callsPerSecond } = Object(value) as Quota;
  const isEmpty = wrong.length === 0 && !callsPerDay && !callsPerMinute && !callsPerSecond;
  return isEmpty
    ? [{ path, problem: 'limits nothing', fix: 'add callsPerDay, callsPerMinute or callsPerSecond' }]
    : wrong;
};

/** One rule for each property of a freshness check. */
export const freshnessRules: rules.Rules<Omit<FreshnessOptions, keyof CommonOptions | 'expect'>> = {
  calendar: calendarRule,
  request,
  requests: rules.listOf(request, { from: 1, to: MOST_REQUESTS }),
  steps: api.rules.steps ?? off,
  rows: rowsRule,
  time: timeRule,
  symbols: wanted,
  limit: age,
  groups: rules.listOf(group, { to: MOST_GROUPS }),
  tolerate: shareRule,
  named,
  grace: rules.duration({ from: '0ms', to: '1h' }),
  lag: orOff(age),
  coverage: shareRule,
  due,
  sanity,
  quota,
};
