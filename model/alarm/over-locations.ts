import type { Check, FailWhen } from '../check.ts';
import {
  type Alarm,
  type AlarmMetric,
  type AlarmRule,
  type CompositeAlarm,
  MAX_METRICS_IN_ALARM,
  type MetricAlarm,
} from './alarm.ts';
import { describe } from './description.ts';
import { leastOf, quorumOf } from './quorum.ts';
import type { AlarmRequest } from './request.ts';
import { warmUpMinutes } from './window.ts';

/** What is judged at every location of a check, and at how many of them it must be bad. */
export interface Condition extends AlarmRequest {
  /** Anything but `any` is for metrics that are 1 where they are bad. */
  readonly failWhen: FailWhen;
}

export const nameOf = (check: Pick<Check, 'id'>, ...parts: readonly string[]): string =>
  ['vedette', check.id, ...parts].join('/');

/** Whether one metric alarm can look at all of a check's locations. */
export const fitsMath = ({ locations }: Check): boolean => locations.length <= MAX_METRICS_IN_ALARM;

/** The alarms on a condition; the last one is the one that is told, the others are its parts. */
export const overLocations = (check: Check, condition: Condition, home: string | undefined): Alarm[] =>
  fitsMath(check) ? [mathAlarm(check, condition, home)] : compositeOf(check, condition, home);

function mathAlarm(check: Check, condition: Condition, home: string | undefined): MetricAlarm {
  const { comparison, failWhen, says, role, severity } = condition;
  const name = nameOf(check, role);
  const metrics = metricsAt(check.locations, check, condition);
  const judged = { ...headOf(check, { role, severity }), ...limitOf(check, condition), name, metrics };
  const description = describe(check, { name, says, home });
  if (metrics.length === 1) return { ...judged, description };
  const { over, threshold } =
    failWhen === 'any'
      ? { over: comparison === 'below' ? 'MIN' : 'MAX', threshold: condition.threshold }
      : quorumOf(failWhen);
  return { ...judged, description, threshold, expression: `${over}([${idsOf(metrics)}])` };
}

/** The metrics' names, as an expression lists them. */
export const idsOf = (metrics: readonly AlarmMetric[]): string => metrics.map(({ id }) => id).join(',');

/** What all alarms of a check have, whatever they look at. */
export function headOf(check: Check, { role, severity }: Pick<AlarmRequest, 'role' | 'severity'>) {
  const [only, ...others] = check.locations;
  const labels = {
    ...check.labels,
    ...(only !== undefined && others.length === 0 && { location: only }),
    severity,
    check: check.id,
    kind: check.kind,
    role,
  };
  return { check: check.id, role, severity, labels, isTold: true };
}

function limitOf(check: Check, { comparison, threshold, window, missing }: Condition) {
  const periodSeconds = check.everyMs / 1_000;
  return {
    type: 'metric' as const,
    comparison,
    threshold,
    periodSeconds,
    window,
    missing,
    warmUpMinutes: warmUpMinutes(periodSeconds, window),
  };
}

const metricsAt = (
  locations: readonly string[],
  { id }: Check,
  { metric, statistic }: Condition,
): AlarmMetric[] =>
  locations.map((location, index) => ({
    id: `m${index + 1}`,
    metric,
    dimensions: { Check: id, Location: location },
    statistic,
  }));

/** Beyond what metric math can look at: an alarm for each location, and one on how many of them are in ALARM. */
function compositeOf(check: Check, condition: Condition, home: string | undefined): Alarm[] {
  const { role, severity, says } = condition;
  const name = quorumName(check, role);
  const least = leastOf(condition.failWhen, check.locations.length);
  const isSilenceBad = condition.missing === 'breaching';
  // As in metric math: where all must be bad, one that says nothing does not stand in the way; else it does not count.
  const isPartSilenceBad = isSilenceBad && least === check.locations.length;
  const missing = isPartSilenceBad ? 'breaching' : 'notBreaching';
  const parts = check.locations.map((location) => partOf(check, { ...condition, missing }, location));
  const silent = isSilenceBad && !isPartSilenceBad ? silenceOf(check, condition) : [];
  const quorum: AlarmRule = { atLeast: least, of: parts.map((part) => part.name) };
  const told: CompositeAlarm = {
    ...headOf(check, { role, severity }),
    type: 'composite',
    name,
    description: describe(check, { name, says, home }),
    rule: silent.length === 0 ? quorum : { any: [quorum, { all: silent.map(inAlarm) }] },
  };
  return [...parts, ...silent, told];
}

const inAlarm = ({ name }: Alarm): AlarmRule => ({ inAlarm: name });

/**
 * The name of the composite on how many locations are bad. Not that of a metric alarm: with a location less,
 * CloudFormation would have to make the one before the other is gone.
 */
export const quorumName = (check: Check, role: string): string => nameOf(check, role, 'quorum');

/** The name of the alarm on one location of a condition that metric math cannot look at. */
export const partName = (check: Check, role: string, location: string): string =>
  nameOf(check, role, location);

function partOf(check: Check, condition: Condition, location: string): MetricAlarm {
  const head = headOf(check, condition);
  const name = partName(check, condition.role, location);
  return {
    ...head,
    ...limitOf(check, condition),
    name,
    isTold: false,
    labels: { ...head.labels, location },
    description: `**${check.id}** at ${location}: a part of ${quorumName(check, condition.role)}.`,
    metrics: metricsAt([location], check, condition),
  };
}

/** Alarms on nothing being said at all, for ten locations each: no value of theirs is beyond their threshold. */
function silenceOf(check: Check, condition: Condition): MetricAlarm[] {
  const tens = Math.ceil(check.locations.length / MAX_METRICS_IN_ALARM);
  return Array.from({ length: tens }, (_, index) => {
    const from = index * MAX_METRICS_IN_ALARM;
    const metrics = metricsAt(check.locations.slice(from, from + MAX_METRICS_IN_ALARM), check, condition);
    return {
      ...headOf(check, condition),
      ...limitOf(check, { ...condition, comparison: 'above', threshold: 0 }),
      name: nameOf(check, condition.role, `silent-${index + 1}`),
      isTold: false,
      description: `**${check.id}** is not probed at any of ${metrics.length} locations: a part of ${quorumName(check, condition.role)}.`,
      metrics,
      expression: `MAX([${idsOf(metrics)}]) * 0`,
    };
  });
}
