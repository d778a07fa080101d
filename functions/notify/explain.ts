import type { AlarmRule } from '../../model/alarm/alarm.ts';
import type { Signal } from '../../model/incident/incident.ts';
import type { AlarmNow } from './alarm-states.ts';
import { type Catalogue, causeOf } from './messages/signal.ts';

/** The metric alarms that make a composite what it is; none for an alarm that is no composite. */
export function partsOf(name: string, alarms: Catalogue): readonly string[] {
  const alarm = alarms.get(name);
  if (alarm?.type !== 'composite') return [];
  return namesIn(alarm.rule).flatMap((part) =>
    alarms.get(part)?.type === 'composite' ? partsOf(part, alarms) : [part],
  );
}

function namesIn(rule: AlarmRule): readonly string[] {
  if ('inAlarm' in rule) return [rule.inAlarm];
  if ('any' in rule) return rule.any.flatMap(namesIn);
  if ('all' in rule) return rule.all.flatMap(namesIn);
  return 'atLeast' in rule ? rule.of : [];
}

/**
 * Says of a composite why it fires. Its own reason tells only which alarm changed; whether values were bad or missing,
 * and which, is what that alarm says. `states` are those of its parts, as far as they are known.
 */
export function explain(signal: Signal, states: ReadonlyMap<string, AlarmNow>, alarms: Catalogue): Signal {
  const reasons = partsOf(signal.alarm, alarms)
    .flatMap((part) => states.get(part) ?? [])
    .filter(({ state }) => state === 'ALARM')
    .map(({ reason }) => reason);
  const reason = reasons.find((one) => causeOf(one) === 'breached') ?? reasons[0];
  return reason === undefined ? signal : { ...signal, reason, cause: causeOf(reason) };
}
