import type { Alarm, MetricAlarm } from './alarm/alarm.ts';
import { alarmsOfAll } from './alarm/check-alarms.ts';
import { drillAlarmsOf } from './alarm/drill-alarms.ts';
import { homeAlarmsOf } from './alarm/home-alarms.ts';
import { inhibitionsOf } from './alarm/inhibitions.ts';
import { selfAlarmsOf } from './alarm/self-alarms.ts';
import type { Check } from './check.ts';
import { locationsOf } from './location.ts';
import type { Registry } from './placed.ts';
import type { Project } from './project.ts';
import type { Receiver, Receivers } from './receiver.ts';
import type { Routing } from './route/route.ts';
import { routingOf } from './route/routing.ts';
import { settle } from './settle.ts';
import { settleReceivers } from './settle-receivers.ts';

/** What can be probed and who can be told: the registries, handed in because the model knows neither. */
export interface Registries {
  readonly kinds: Registry;
  readonly receivers: Receivers;
}

/** Who can be told, and who is told what. */
export interface Told {
  readonly receivers: readonly Receiver[];
  readonly routing: Routing;
}

export interface Alarmed {
  /** Of the checks and of Vedette itself. */
  readonly alarms: readonly Alarm[];
  /** Those of them on Vedette itself, and those that drills are made with. */
  readonly ownAlarms: readonly MetricAlarm[];
}

/** A project's checks, their alarms and who is told of them. */
export interface SettledProject extends Told, Alarmed {
  readonly checks: readonly Check[];
}

/** Turns a project that was validated into all that follows from it. A cold start does not validate again. */
export function settleProject(project: Project, { kinds, receivers }: Registries): SettledProject {
  const checks = settle(project, kinds);
  const told = settleRouting(project, checks, receivers);
  return { checks, ...told, ...settleAlarms(project, checks, told) };
}

/** What a project that was validated says of who is told. */
export function settleRouting(project: Project, checks: readonly Check[], registry: Receivers): Told {
  const receivers = settleReceivers(project, registry);
  const { routes, inhibit = [], silences } = project;
  const inhibitions = [...inhibitionsOf(checks), ...inhibit];
  return { receivers, routing: routingOf({ receivers, routes, inhibitions, silences }) };
}

/** Every alarm that there is. */
export function settleAlarms(
  { home }: Project,
  checks: readonly Check[],
  { receivers }: Pick<Told, 'receivers'>,
): Alarmed {
  const names = receivers.map(({ name }) => name);
  const locations = locationsOf(checks);
  const ownAlarms = [
    ...locations.flatMap(selfAlarmsOf),
    ...homeAlarmsOf({ home, receivers: names, locations }),
    ...drillAlarmsOf(names),
  ];
  return { alarms: [...alarmsOfAll(checks, home), ...ownAlarms], ownAlarms };
}
