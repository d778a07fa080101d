import type { Labels } from '../labels.ts';
import { matchesAll } from './matcher.ts';
import type { Inhibition, Routing } from './route.ts';

/**
 * What inhibits what, as in Alertmanager: a label that is in neither counts as equal, and an alarm that is on both sides
 * of a rule is not inhibited by another one that is, so that none inhibits itself.
 */
export const inhibitionBy =
  (rules: readonly Inhibition[]): Routing['inhibition'] =>
  (firing) => {
    const judges = rules.map((rule) => judgeOf(rule, firing));
    return (target) => {
      for (const judge of judges) {
        const source = judge(target);
        if (source) return source;
      }
      return undefined;
    };
  };

/** The first source of each combination of the labels that must be equal. */
type Sources = ReadonlyMap<string, Labels>;

/** The sources of a rule are looked up when its first target comes: most rules have none. */
function judgeOf(rule: Inhibition, firing: readonly Labels[]): (target: Labels) => Labels | undefined {
  const key = keyBy(rule.equal ?? []);
  let known: { readonly all: Sources; readonly oneSided: Sources } | undefined;
  const look = () => {
    const sources = firing.filter((labels) => matchesAll(rule.source, labels));
    const oneSided = sources.filter((labels) => !matchesAll(rule.target, labels));
    return { all: firstByKey(sources, key), oneSided: firstByKey(oneSided, key) };
  };
  return (target) => {
    if (!matchesAll(rule.target, target)) return undefined;
    known ??= look();
    return (matchesAll(rule.source, target) ? known.oneSided : known.all).get(key(target));
  };
}

const keyBy =
  (names: readonly string[]) =>
  (labels: Labels): string =>
    JSON.stringify(names.map((name) => labels[name] ?? ''));

function firstByKey(sources: readonly Labels[], key: (labels: Labels) => string): Sources {
  const first = new Map<string, Labels>();
  for (const labels of sources) if (!first.has(key(labels))) first.set(key(labels), labels);
  return first;
}
