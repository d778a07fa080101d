import type { CommonOptions } from '../../../model/check.ts';
import { shareRule, symbolRule, timeRule } from '../../../model/market/rules.ts';
import * as rules from '../../../model/rules.ts';
import { calendarRule } from '../../../model/session/rule.ts';
import { freshness } from '../../freshness/check.ts';
import { ofGroup, request, rowsRule } from '../../freshness/definition/rules.ts';
import { stream } from '../../stream/check.ts';
import { type CompareOptions, OF_A_STREAM, type PolledSource, type PushedSource } from './options.ts';

const MOST_SYMBOLS = 5_000;
const MOST_GROUPS = 100;
const MOST_SOURCES = 5;

const name = rules.text({ max: 50, example: "a name such as 'vendor'" });

const pushedStream = rules.shape(
  Object.fromEntries(OF_A_STREAM.map((property) => [property, stream.rules[property]])),
  ['url', 'ticks'],
);

const pushed = rules.shape({ name, stream: pushedStream }, ['name', 'stream']);

const polled: rules.Rule = (value, path) => {
  const { requests = request, steps = request } = freshness.rules;
  const wrong = rules.shape({ name, request, requests, steps, rows: rowsRule, time: timeRule }, [
    'name',
    'rows',
  ])(value, path);
  const { request: one, requests: several, steps: journey } = Object(value) as PolledSource;
  const ways = [one, several, journey].filter((given) => given !== undefined).length;
  const fix = 'write one of request, requests and steps';
  return ways === 1 ? wrong : [...wrong, { path, problem: `says ${ways} times where to ask`, fix }];
};

const source: rules.Rule = (value, path) =>
  (Object.hasOwn(Object(value), 'stream') ? pushed : polled)(value, path);

const sources: rules.Rule = (value, path) => {
  const wrong = rules.listOf(source, { from: 2, to: MOST_SOURCES })(value, path);
  if (wrong.length > 0) return wrong;
  const names = (value as (PolledSource | PushedSource)[]).map((one) => one.name);
  return names.flatMap((one, index) =>
    names.indexOf(one) === index
      ? []
      : [
          {
            path: `${path}[${index}].name`,
            problem: `${rules.show(one)} is used twice`,
            fix: 'give each source its own',
          },
        ],
  );
};

const age = rules.duration({ from: '100ms', to: '24h' });

const price = rules.rule(
  (value) => typeof value === 'number' && value >= 0 && value <= 10_000,
  'a number of basis points',
  'one from 0 to 10,000',
);

const group = rules.shape(
  { name: rules.text({ max: 50, example: "a name such as 'illiquid'" }), symbols: ofGroup, age, price },
  ['name', 'symbols'],
);

/** One rule for each property of a comparison. */
export const compareRules: rules.Rules<Omit<CompareOptions, keyof CommonOptions | 'expect'>> = {
  calendar: calendarRule,
  sources,
  symbols: rules.listOf(symbolRule, { from: 1, to: MOST_SYMBOLS }),
  age,
  price,
  groups: rules.listOf(group, { to: MOST_GROUPS }),
  tolerate: shareRule,
  window: rules.duration({ from: '1s', to: '45s' }),
  grace: rules.duration({ from: '0ms', to: '1h' }),
};
