import type { Alarm } from '../alarm/alarm.ts';
import { type Complaint, type Finding, toFinding } from '../finding.ts';
import type { Project } from '../project.ts';
import type { Receiver } from '../receiver.ts';
import * as rules from '../rules.ts';
import { cannotBeTold, isUnknown, receiverSubject } from '../validate-receivers.ts';
import type { Matcher } from './matcher.ts';
import type { Route, Routing } from './route.ts';
import { inhibitionRule, routeRule } from './rules.ts';
import { silenceRule } from './silence-rules.ts';

const say = toFinding('project');

/** CloudWatch evaluates no more, and nobody reads more. */
const MAX_SILENCES = 200;

/** What is wrong with the words of routes, inhibitions and silences. */
export function validateRouteWords({ routes, inhibit, silences }: Project): Finding[] {
  return [
    ...(routes === undefined ? [] : routeRule(routes, 'routes')),
    ...(inhibit === undefined ? [] : rules.listOf(inhibitionRule)(inhibit, 'inhibit')),
    ...(silences === undefined ? [] : rules.listOf(silenceRule, { to: MAX_SILENCES })(silences, 'silences')),
    ...sameNames(silences),
  ].map(say);
}

function sameNames(silences: unknown): Complaint[] {
  if (!Array.isArray(silences)) return [];
  const names = silences.map((silence) => Object(silence).name);
  return names.flatMap((name, index) => {
    if (name === undefined || names.indexOf(name) === index) return [];
    const problem = `${rules.show(name)} is silences[${names.indexOf(name)}]`;
    return [{ path: `silences[${index}].name`, problem, fix: 'give each silence a name of its own' }];
  });
}

/** What is wrong with a tree whose words are right. */
export function validateTree(root: Route, receivers: readonly Receiver[]): Finding[] {
  return visit(root, 'routes', receivers).map(say);
}

function visit(node: Route, path: string, receivers: readonly Receiver[]): Complaint[] {
  const { receiver, escalate = [], routes = [] } = node;
  const wrong = [
    receiver === undefined ? undefined : isUnknown(receiver, receivers, `${path}.receiver`),
    ...escalate.map((one, index) =>
      cannotBeTold(one.receiver, receivers, `${path}.escalate[${index}].receiver`),
    ),
  ];
  return [
    ...wrong.filter((one) => one !== undefined),
    ...unreachable(routes, path),
    ...routes.flatMap((child, index) => visit(child, `${path}.routes[${index}]`, receivers)),
  ];
}

/** A route that comes after one which takes everything that it would take. */
const unreachable = (siblings: readonly Route[], path: string): Complaint[] =>
  siblings.flatMap((route, index) => {
    const taken = siblings.slice(0, index).findIndex((earlier) => takesAllOf(earlier, route));
    if (taken < 0) return [];
    const problem = `is never reached: routes[${taken}] takes everything that it matches`;
    const fix = `write continue: true there, or put this route before it`;
    return [{ path: `${path}.routes[${index}]`, problem, fix }];
  });

/** Every condition of the earlier one is among those of the later. */
function takesAllOf(earlier: Route, later: Route): boolean {
  if (earlier.continue) return false;
  const held = new Set((later.match ?? []).map(keyOf));
  return (earlier.match ?? []).every((matcher) => held.has(keyOf(matcher)));
}

const keyOf = ({ label, operator, value }: Matcher): string => JSON.stringify([label, operator, value]);

/** Alarms that would fire without anybody hearing of it. */
export function unheard(alarms: readonly Alarm[], { reach }: Routing): Finding[] {
  return alarms
    .filter(({ isTold, labels }) => isTold && reach(labels).length === 0)
    .map(({ name, labels }) => {
      const told = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      const problem = `reaches no receiver with ${told.join(' ')}`;
      return toFinding(name)({ path: 'labels', problem, fix: 'give the root route a receiver' });
    });
}

/** Receivers that nobody would notice the loss of. */
export function unused(receivers: readonly Receiver[], root: Route): Finding[] {
  const used = new Set([...namesIn(root), ...receivers.map(({ fallback }) => fallback)]);
  return receivers
    .filter(({ name }) => !used.has(name))
    .map(({ name }) => ({
      level: 'warning',
      subject: receiverSubject(name),
      property: 'name',
      problem: 'is told nothing: no route leads to it',
      fix: 'name it in a route',
    }));
}

const namesIn = ({ receiver, escalate = [], routes = [] }: Route): string[] => [
  ...(receiver === undefined ? [] : [receiver]),
  ...escalate.map((one) => one.receiver),
  ...routes.flatMap(namesIn),
];
