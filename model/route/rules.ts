import { type PatternSource, patternProblem } from '../assertion/pattern.ts';
import { SEVERITIES } from '../labels.ts';
import * as rules from '../rules.ts';
import { LABEL_NAME } from '../shared-rules.ts';
import type { Escalation, Inhibition, Route } from './route.ts';

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
/** One matcher at least: none would match everything. */
export const matchSomething = rules.listOf(matcher, { from: 1 });

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
