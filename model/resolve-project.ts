import type { Alarm, MetricAlarm } from './alarm/alarm.ts';
import { alarmsOfAll } from './alarm/check-alarms.ts';
import { drillAlarmsOf } from './alarm/drill-alarms.ts';
import { homeAlarmsOf } from './alarm/home-alarms.ts';
import { selfAlarmsOf } from './alarm/self-alarms.ts';
import type { Check } from './check.ts';
import { crowdingOnceTold } from './crowding-once-told.ts';
import type { Finding } from './finding.ts';
import { locationsOf } from './location.ts';
import type { Registry } from './placed.ts';
import type { Project } from './project.ts';
import type { Receivers } from './receiver.ts';
import { resolve } from './resolve.ts';
import { resolveRouting, type Told } from './resolve-routing.ts';
import { toldAtOnce } from './route/routing.ts';
import { unheard } from './route/validate-routes.ts';

/** What can be probed and who can be told: the registries, handed in because the model knows neither. */
interface Registries {
  readonly kinds: Registry;
  readonly receivers: Receivers;
}

export interface ResolvedProject extends Told {
  readonly checks: readonly Check[];
  /** Of the checks and of Vedette itself. */
  readonly alarms: readonly Alarm[];
  /** Those of them on Vedette itself, and those that drills are made with. */
  readonly ownAlarms: readonly MetricAlarm[];
  readonly findings: readonly Finding[];
}

/** Turns a project into its checks, their alarms and who is told of them, with every finding on the way. */
export function resolveProject(project: Project, { kinds, receivers }: Registries): ResolvedProject {
  const { checks, findings } = resolve(project, kinds);
  const told = resolveRouting(project, checks, receivers);
  const ownAlarms = ownAlarmsOf(project, checks, told);
  const alarms = [...alarmsOfAll(checks, project.home), ...ownAlarms];
  const { routing, receivers: known } = told;
  const receiversOf = ({ labels }: Alarm) => toldAtOnce(routing, labels);
  const deployed = { project, alarms, ownAlarms, receivers: known, receiversOf };
  const crossed = known.length === 0 ? [] : [...unheard(alarms, routing), ...crowdingOnceTold(deployed)];
  return { checks, alarms, ownAlarms, ...told, findings: [...findings, ...told.findings, ...crossed] };
}

function ownAlarmsOf({ home }: Project, checks: readonly Check[], { receivers }: Told): MetricAlarm[] {
  const names = receivers.map(({ name }) => name);
  const locations = locationsOf(checks);
  return [
    ...locations.flatMap(selfAlarmsOf),
    ...homeAlarmsOf({ home, receivers: names, locations }),
    ...drillAlarmsOf(names),
  ];
}
