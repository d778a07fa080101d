import type { AlarmRule, CompositeAlarm } from '../alarm/alarm.ts';

/** Whether a composite's rule holds. An alarm that there is not is not in ALARM. */
export function holds(rule: AlarmRule, isInAlarm: (alarm: string) => boolean): boolean {
  if ('inAlarm' in rule) return isInAlarm(rule.inAlarm);
  if ('any' in rule) return rule.any.some((one) => holds(one, isInAlarm));
  if ('all' in rule) return rule.all.every((one) => holds(one, isInAlarm));
  if ('not' in rule) return !holds(rule.not, isInAlarm);
  return rule.of.filter(isInAlarm).length >= rule.atLeast;
}

/** The alarms that a rule is about, each once. */
export const childrenOf = (rule: AlarmRule): readonly string[] => [...new Set(namesIn(rule))];

function namesIn(rule: AlarmRule): readonly string[] {
  if ('inAlarm' in rule) return [rule.inAlarm];
  if ('any' in rule) return rule.any.flatMap(namesIn);
  if ('all' in rule) return rule.all.flatMap(namesIn);
  return 'not' in rule ? namesIn(rule.not) : rule.of;
}

/**
 * Composites in an order in which each comes after those that it is about. Those in a cycle are left out: CloudWatch
 * stops to evaluate them (user guide, "Create a composite alarm").
 */
export function inOrder(composites: readonly CompositeAlarm[]): readonly CompositeAlarm[] {
  const waiting = new Set(composites);
  const ordered: CompositeAlarm[] = [];
  for (let found = -1; found !== ordered.length; ) {
    found = ordered.length;
    const names = new Set([...waiting].map(({ name }) => name));
    for (const one of waiting) {
      if (childrenOf(one.rule).some((child) => names.has(child))) continue;
      waiting.delete(one);
      names.delete(one.name);
      ordered.push(one);
    }
  }
  return ordered;
}
