import type { AlarmRule } from '../../model/alarm/alarm.ts';

/** CloudWatch's own words for a rule (PutCompositeAlarm, AlarmRule): alarms by name, as in every other of our stacks. */
export function ruleText(rule: AlarmRule): string {
  if ('inAlarm' in rule) return `ALARM("${rule.inAlarm}")`;
  if ('any' in rule) return `(${rule.any.map(ruleText).join(' OR ')})`;
  if ('all' in rule) return `(${rule.all.map(ruleText).join(' AND ')})`;
  if ('not' in rule) return `(NOT ${ruleText(rule.not)})`;
  return `AT_LEAST(${rule.atLeast}, ALARM, (${rule.of.map((name) => `"${name}"`).join(', ')}))`;
}

/** The alarms that a rule names. */
export function namesIn(rule: AlarmRule): readonly string[] {
  if ('inAlarm' in rule) return [rule.inAlarm];
  if ('any' in rule) return rule.any.flatMap(namesIn);
  if ('all' in rule) return rule.all.flatMap(namesIn);
  return 'not' in rule ? namesIn(rule.not) : rule.of;
}
