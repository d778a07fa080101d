import type { Check } from '../check.ts';
import { hash } from '../hash.ts';
import type { Alarm, AlarmRule, CompositeAlarm, Suppressor } from './alarm.ts';
import { fitting } from './description.ts';
import type { Family } from './family.ts';
import { fitsMath, nameOf, quorumName } from './over-locations.ts';

/** CloudWatch recommends a minute for both (User Guide, "Composite alarm action suppression"). */
const PERIODS = { waitSeconds: 60, extensionSeconds: 60 } as const;

/** The ancestors of a check that have an alarm to be silent under. */
const failing = (id: string, { ancestorsOf, get }: Family): readonly string[] =>
  ancestorsOf(id).filter((ancestor) => get(ancestor)?.alarms.failed);

/**
 * The failed alarm of a check with parents, silent while one of them fails: a composite that speaks for the metric
 * alarm, because only a composite can have a suppressor. Its lesser alarms stay as they are: a composite for each would
 * cost five times the alarm, $0.50 a month, and the notifier holds them back for nothing.
 */
export function underParents(alarms: readonly Alarm[], check: Check, family: Family): readonly Alarm[] {
  const suppressedBy = suppressorOf(check, family);
  const told = alarms.at(-1);
  if (!told || !suppressedBy) return alarms;
  if (told.type === 'composite') return [...alarms.slice(0, -1), { ...told, suppressedBy }];
  const { name, role, severity, labels, description } = told;
  const head = { check: check.id, role, severity, labels, description, isTold: true };
  const rule = { inAlarm: name };
  // A name of its own: without parents again, CloudFormation would have to make the metric alarm before this one is gone.
  const teller = {
    ...head,
    type: 'composite',
    name: nameOf(check, 'failed', 'told'),
    rule,
    suppressedBy,
  } as const;
  return [{ ...told, isTold: false }, teller];
}

function suppressorOf({ id }: Check, family: Family): Suppressor | undefined {
  const ancestors = failing(id, family);
  const [first] = ancestors;
  if (first === undefined) return undefined;
  return { alarm: ancestors.length === 1 ? sourceOf(first, family) : parentsName(ancestors), ...PERIODS };
}

/** The alarm that follows the probes of a parent, whatever that one is silent under itself. */
function sourceOf(id: string, { get }: Family): string {
  const check = get(id);
  return check && !fitsMath(check) ? quorumName(check, 'failed') : nameOf({ id }, 'failed');
}

const parentsName = (ancestors: readonly string[]): string =>
  `vedette/parents/${hash(ancestors.join(',')).toString(36)}`;

/**
 * One alarm for each set of several ancestors, that one of them fails. Checks with the same ancestors share it: a
 * composite costs, and CloudWatch lets an alarm be a child of 150 composites only (PutCompositeAlarm).
 */
export function parentsAlarms(checks: readonly Check[], family: Family): CompositeAlarm[] {
  const sets = new Map<string, readonly string[]>();
  for (const { id, enabled, alarms } of checks) {
    const ancestors = enabled && alarms.failed ? failing(id, family) : [];
    if (ancestors.length > 1) sets.set(parentsName(ancestors), ancestors);
  }
  return [...sets].map(([name, ancestors]) => parentsAlarm(name, ancestors, family));
}

function parentsAlarm(name: string, ancestors: readonly string[], family: Family): CompositeAlarm {
  const any = ancestors.map((id): AlarmRule => ({ inAlarm: sourceOf(id, family) }));
  return {
    type: 'composite',
    name,
    role: 'parents',
    severity: 'info',
    labels: { severity: 'info', role: 'parents' },
    description: fitting(['One of the checks that others depend on fails.', ancestors.join(', ')]),
    isTold: false,
    rule: { any },
  };
}
