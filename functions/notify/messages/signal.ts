import { ALARM_PREFIX, type Alarm } from '../../../model/alarm/alarm.ts';
import type { Cause, Signal } from '../../../model/incident/incident.ts';
import type { AlarmChange } from './alarm-change.ts';

/** The alarms that the definitions make, by name. */
export type Catalogue = ReadonlyMap<string, Alarm>;

export const catalogueOf = (alarms: readonly Alarm[]): Catalogue =>
  new Map(alarms.map((alarm) => [alarm.name, alarm]));

/**
 * What a change says in the words of the definitions; `undefined` when it is of an alarm that nobody is told of. An
 * alarm that is none of ours is a warning with its name, and its contributor's attributes, for labels.
 */
export function signalOf(
  change: AlarmChange,
  alarms: Catalogue,
  { via, hops }: Pick<Signal, 'hops'> & { readonly via?: string } = {},
): Signal | undefined {
  const { alarm: name, contributor, state, at, reason, arn } = change;
  const alarm = alarms.get(name);
  if (alarm ? !alarm.isTold : isOurs(name)) return undefined;
  return {
    alarm: name,
    ...(contributor && { contributor: contributor.id }),
    state,
    at,
    reason,
    arn,
    cause: causeOf(reason),
    labels: alarm
      ? { ...alarm.labels, severity: alarm.severity }
      : { ...contributor?.attributes, severity: 'warning', alarm: name },
    description: alarm?.description ?? change.description,
    via: alarm || via === undefined ? [] : [via],
    ...(hops && { hops }),
  };
}

/**
 * One of ours that no definition names speaks for another one, which tells us itself and better why; or its check was
 * removed, is probed no more, and the deployment has not come to its alarm yet.
 */
const isOurs = (name: string): boolean => name.startsWith(ALARM_PREFIX);

/**
 * CloudWatch, when no value broke the limit: "Threshold Crossed: no datapoints were received for 3 periods and 3 missing
 * datapoints were treated as ...". With a good one that is not out of sight yet: "1 datapoint was received for 3 periods
 * and 2 missing ...", which is how an alarm on 2 of 3 begins. A value that did break it stands in brackets.
 */
const NOTHING_BROKE_IT = /\bdatapoints? (was|were) received for \d+ periods?\b/;

/** One value that broke the limit is enough to be no missing data, however many others are missing. */
export const causeOf = (reason: string): Cause => (NOTHING_BROKE_IT.test(reason) ? 'missing' : 'breached');
