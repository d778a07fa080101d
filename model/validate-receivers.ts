import { type Finding, nearest, toFinding } from './finding.ts';
import type { Project } from './project.ts';
import type { AnyReceiverKind, Receiver, ReceiverDefinition, Receivers } from './receiver.ts';
import * as rules from './rules.ts';
import { isSecret, managedId } from './secret.ts';
import { definedReceivers, settleReceiver } from './settle-receivers.ts';

/** Each has a topic, a policy and subscriptions, in a stack of at most 500 resources. */
const MAX_RECEIVERS = 50;

/** Everything that is wrong with the receivers of a project, each by itself and all together. */
export function validateReceivers(project: Project, registry: Receivers): Finding[] {
  const list = rules.listOf(() => [], { to: MAX_RECEIVERS });
  const wrong = project.receivers === undefined ? [] : list(project.receivers, 'receivers');
  if (wrong.length > 0) return wrong.map(toFinding('project'));
  const defined = definedReceivers(project);
  const alone = defined.flatMap((definition) => validateReceiver(definition, registry));
  if (alone.length > 0) return alone;
  return [...duplicates(defined), ...defined.flatMap((one) => validateFallback(one, defined))];
}

const NAME = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** The topic of its texts has this at its end: a receiver of that name would be the same topic. */
const TEXTS = /-texts$/;

const subjectOf = (name: string): string => `receiver '${name}'`;

function validateReceiver(definition: ReceiverDefinition, registry: Receivers): Finding[] {
  const { name, receiver, options } = Object(definition) as Partial<ReceiverDefinition>;
  const isNamed = typeof name === 'string' && NAME.test(name) && !TEXTS.test(name);
  if (!isNamed) {
    const problem = `${rules.show(name)} is not a receiver's name`;
    const fix = 'use 1 to 50 lower-case letters, digits or dashes, without -texts at the end';
    return [toFinding('a receiver')({ path: 'name', problem, fix })];
  }
  const say = toFinding(subjectOf(name));
  const known = Object.hasOwn(registry, String(receiver)) ? registry[String(receiver)] : undefined;
  if (!known) return rules.oneOf(Object.keys(registry))(receiver, 'kind').map(say);
  if (Object(options) !== options)
    return [say({ path: 'options', problem: 'are missing', fix: 'write { ... }' })];
  const wrong = rulesOf(known)(options, '');
  if (wrong.length > 0) return wrong.map(say);
  const settled = settleReceiver(definition, registry);
  return settled ? inTheOpen(settled).map(say) : [];
}

const rulesOf = ({ rules: own, required }: AnyReceiverKind): rules.Rule =>
  rules.shape({ ...own, fallback: rules.text({ max: 50, example: "a receiver's name" }) }, required);

/** CloudFormation puts the secrets of an endpoint in, and reads them from Secrets Manager alone. */
function inTheOpen({ subscriptions }: Receiver): rules.Complaint[] {
  const names = subscriptions
    .flatMap(({ endpoint }) => endpoint.filter(isSecret))
    .flatMap(({ secret }) => (managedId(secret) === undefined ? [secret] : []));
  return [...new Set(names)].map((name) => ({
    path: 'secret',
    problem: `${name} is not in Secrets Manager, where alone CloudFormation can read it`,
    fix: `write secret('/aws/reference/secretsmanager/${name}')`,
  }));
}

function duplicates(defined: readonly ReceiverDefinition[]): Finding[] {
  const names = defined.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) =>
    toFinding(subjectOf(name))({
      path: 'name',
      problem: `is used ${names.filter((one) => one === name).length} times`,
      fix: 'give each receiver a name of its own',
    }),
  );
}

function validateFallback(
  { name, options: { fallback } }: ReceiverDefinition,
  defined: readonly ReceiverDefinition[],
): Finding[] {
  if (fallback === undefined) return [];
  const say = toFinding(subjectOf(name));
  const names = defined.map((one) => one.name);
  if (!names.includes(fallback)) return [say(unknownReceiver(fallback, names, 'fallback'))];
  const round = roundFrom(name, defined);
  // Each on the way round is as wrong as the others: it is told once, of the first.
  if (!round || names.findIndex((one) => round.includes(one)) !== names.indexOf(name)) return [];
  const problem = `comes back to itself: ${[...round, name].join(' -> ')}`;
  return [say({ path: 'fallback', problem, fix: 'let one of them have none' })];
}

/** The receivers on the way from one over fallbacks back to itself; `undefined` when the way ends. */
function roundFrom(start: string, defined: readonly ReceiverDefinition[]): string[] | undefined {
  const next = new Map(defined.map(({ name, options }) => [name, options.fallback]));
  const way: string[] = [];
  let at: string | undefined = start;
  while (at !== undefined && !way.includes(at)) {
    way.push(at);
    at = next.get(at);
  }
  return at === start ? way : undefined;
}

/** What is said where a receiver is named that there is not. */
export function unknownReceiver(name: string, names: readonly string[], path: string): rules.Complaint {
  const meant = nearest(name, names);
  const fix = meant ? `did you mean '${meant}'?` : `use one of ${names.join(', ')}`;
  return { path, problem: `there is no receiver ${rules.show(name)}`, fix };
}
