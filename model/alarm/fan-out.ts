import { type Alarm, type CompositeAlarm, MAX_ACTIONS } from './alarm.ts';

/** An alarm with the receivers whose topics are its actions, five at most. */
export interface Speaking<Kind extends Alarm = Alarm> {
  readonly alarm: Kind;
  readonly receivers: readonly string[];
}

/**
 * An alarm with the receivers that it speaks to; those that it has no room for are spoken to by further composites
 * that are in ALARM exactly when it is. An alarm that is not told speaks to nobody.
 */
export function actionsOf<Kind extends Alarm>(
  alarm: Kind,
  receivers: readonly string[],
): [Speaking<Kind>, ...Speaking<CompositeAlarm>[]] {
  const told = alarm.isTold ? receivers : [];
  const more = Math.ceil(Math.max(0, told.length - MAX_ACTIONS) / MAX_ACTIONS);
  const fives = (index: number) => told.slice(index * MAX_ACTIONS, (index + 1) * MAX_ACTIONS);
  return [
    { alarm, receivers: fives(0) },
    ...Array.from({ length: more }, (_, index) => ({
      alarm: speakerFor(alarm, index + 2),
      receivers: fives(index + 1),
    })),
  ];
}

function speakerFor(alarm: Alarm, number: number): CompositeAlarm {
  const { name, check, role, severity, labels, description } = alarm;
  return {
    type: 'composite',
    name: `${name}/fan-out-${number}`,
    ...(check !== undefined && { check }),
    role,
    severity,
    labels: { ...labels, speaksFor: name },
    description,
    isTold: true,
    rule: { inAlarm: name },
    ...(alarm.type === 'composite' && alarm.suppressedBy && { suppressedBy: alarm.suppressedBy }),
  };
}
