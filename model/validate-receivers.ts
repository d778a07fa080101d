import { type Complaint, type Finding, suggest, toFinding } from './finding.ts';
import type { Project } from './project.ts';
import type { AnyReceiverKind, Receiver, ReceiverDefinition, Receivers } from './receiver.ts';
import * as rules from './rules.ts';
import { definedReceivers, settleReceivers } from './settle-receivers.ts';

/** Each has topics, policies and subscriptions, in a stack of at most 500 resources. */
const MAX_RECEIVERS = 50;

/** Everything that is wrong with the receivers of a project: first each by itself, then all together. */
export function validateReceivers(project: Project, registry: Receivers): Finding[] {
  const list = rules.listOf(() => [], { to: MAX_RECEIVERS });
  const wrong = project.receivers === undefined ? [] : list(project.receivers, 'receivers');
  if (wrong.length > 0) return wrong.map(toFinding('project'));
  const alone = definedReceivers(project).flatMap((definition) => validateReceiver(definition, registry));
  if (alone.length > 0) return alone;
  const settled = settleReceivers(project, registry);
  return [...duplicates(settled), ...settled.flatMap((one) => validateFallback(one, settled))];
}

const NAME = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** The topic of its texts has this at its end: a receiver of that name would be the same topic. */
const TEXTS = /-texts$/;

/** How findings name a receiver. */
export const receiverSubject = (name: string): string => `receiver '${name}'`;

function validateReceiver(definition: ReceiverDefinition, registry: Receivers): Finding[] {
  const { name, receiver, options } = Object(definition) as Partial<ReceiverDefinition>;
  if (typeof name !== 'string' || !NAME.test(name) || TEXTS.test(name)) {
    const problem = `${rules.show(name)} is not a receiver's name`;
    const fix = 'use 1 to 50 lower-case letters, digits or dashes, without -texts at the end';
    return [toFinding('a receiver')({ path: 'name', problem, fix })];
  }
  const say = toFinding(receiverSubject(name));
  const known = Object.hasOwn(registry, String(receiver)) ? registry[String(receiver)] : undefined;
  if (!known) return rules.oneOf(Object.keys(registry))(receiver, 'kind').map(say);
  if (Object(options) !== options)
    return [say({ path: 'options', problem: 'are missing', fix: 'write { ... }' })];
  const wrong = rulesOf(known)(options, '');
  return (wrong.length > 0 ? wrong : (known.judge?.(options as never) ?? [])).map(say);
}

const rulesOf = ({ rules: own, required }: AnyReceiverKind): rules.Rule =>
  rules.shape({ ...own, fallback: rules.text({ max: 50, example: "a receiver's name" }) }, required);

function duplicates(receivers: readonly Receiver[]): Finding[] {
  const names = receivers.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) =>
    toFinding(receiverSubject(name))({
      path: 'name',
      problem: `is used ${names.filter((one) => one === name).length} times`,
      fix: 'give each receiver a name of its own',
    }),
  );
}

function validateFallback({ name, fallback, isSent }: Receiver, receivers: readonly Receiver[]): Finding[] {
  if (fallback === undefined) return [];
  const say = (problem: string, fix: string) => [
    toFinding(receiverSubject(name))({ path: 'fallback', problem, fix }),
  ];
  if (!isSent) return say('is never asked for: Vedette sends nothing that could fail', 'leave it out');
  const wrong = cannotBeTold(fallback, receivers, 'fallback');
  if (wrong) return [toFinding(receiverSubject(name))(wrong)];
  const round = roundFrom(name, receivers);
  const first = receivers.find((one) => round?.includes(one.name));
  // Each on the way round is as wrong as the others: it is told once, of the first.
  if (!round || first?.name !== name) return [];
  return say(`comes back to itself: ${[...round, name].join(' -> ')}`, 'let one of them have none');
}

/** The receivers on the way from one over fallbacks back to itself; `undefined` when the way ends elsewhere. */
function roundFrom(start: string, receivers: readonly Receiver[]): string[] | undefined {
  const next = new Map(receivers.map(({ name, fallback }) => [name, fallback]));
  const way: string[] = [];
  let at: string | undefined = start;
  while (at !== undefined && !way.includes(at)) {
    way.push(at);
    at = next.get(at);
  }
  return at === start ? way : undefined;
}

/** What is wrong with naming a receiver; `undefined` when there is one of that name. */
export function isUnknown(name: string, receivers: readonly Receiver[], path: string): Complaint | undefined {
  const names = receivers.map((one) => one.name);
  if (names.includes(name)) return undefined;
  return { path, problem: `there is no receiver ${rules.show(name)}`, fix: suggest(name, names) };
}

/** What is wrong with leaving it to a receiver to be told later, or instead of another: only the notifier can do that. */
export function cannotBeTold(
  name: string,
  receivers: readonly Receiver[],
  path: string,
): Complaint | undefined {
  if (receivers.some((one) => one.name === name && one.isSent)) return undefined;
  const problem = `${rules.show(name)} hears from CloudWatch alone: Vedette sends nothing to it`;
  return isUnknown(name, receivers, path) ?? { path, problem, fix: 'name a receiver that Vedette sends to' };
}
