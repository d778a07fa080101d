import type { Alarm } from '../../../model/alarm/alarm.ts';
import type { Reach } from '../../../model/route/route.ts';
import type { AlarmChangeKept } from '../../store/archive.ts';
import type { Watched } from '../../twin/watch.ts';
import { type Answer, json } from '../answer.ts';
import { limit, readParameters, text } from '../parameters.ts';
import type { Call } from '../route.ts';

/** An alarm as its definition makes it, how it stands, and whom it reaches. */
export interface AlarmNow {
  readonly alarm: Alarm;
  /** Its latest change; absent until it was evaluated. */
  readonly change?: AlarmChangeKept;
  /** Empty for a part of another alarm, which tells nobody. */
  readonly reach: readonly Reach[];
}

export function alarms({ server, query }: Call): Answer {
  readParameters(query, {});
  return json(200, alarmsNow(server.watched));
}

/** Latest first; of one alarm, or of all. */
export function alarmChanges({ server, query }: Call): Answer {
  const asked = readParameters(query, { limit: limit(100, 1_000), alarm: text });
  return json(200, server.watched.archive.alarmChanges(asked.limit, asked.alarm));
}

/** In the order of the definitions. */
export function alarmsNow({ alarms: all, reach, archive }: Watched): AlarmNow[] {
  const changes = new Map(archive.alarmStates().map((change) => [change.alarm, change]));
  return all().map((alarm) => {
    const change = changes.get(alarm.name);
    return { alarm, ...(change && { change }), reach: alarm.isTold ? reach(alarm) : [] };
  });
}

/** Those that are in ALARM, in the order of the definitions. */
export function firingAlarms({ alarms: all, archive }: Watched): Alarm[] {
  const states = new Map(archive.alarmStates().map(({ alarm, state }) => [alarm, state]));
  return all().filter(({ name }) => states.get(name) === 'ALARM');
}
