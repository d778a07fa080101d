import type { Alarm } from './alarm/alarm.ts';
import { crowdingOnceTold } from './crowding-once-told.ts';
import type { Finding } from './finding.ts';
import type { Project } from './project.ts';
import { resolve } from './resolve.ts';
import { resolveRouting } from './resolve-routing.ts';
import { toldAtOnce } from './route/routing.ts';
import { unheard } from './route/validate-routes.ts';
import { type Registries, type SettledProject, settleAlarms } from './settle-project.ts';

export interface ResolvedProject extends SettledProject {
  readonly findings: readonly Finding[];
}

/** Turns a project into its checks, their alarms and who is told of them, with every finding on the way. */
export function resolveProject(project: Project, { kinds, receivers }: Registries): ResolvedProject {
  const { checks, findings } = resolve(project, kinds);
  const told = resolveRouting(project, checks, receivers);
  const { alarms, ownAlarms } = settleAlarms(project, checks, told);
  const { routing, receivers: known } = told;
  const receiversOf = ({ labels }: Alarm) => toldAtOnce(routing, labels);
  const deployed = { project, alarms, ownAlarms, receivers: known, receiversOf };
  const crossed = known.length === 0 ? [] : [...unheard(alarms, routing), ...crowdingOnceTold(deployed)];
  return { checks, alarms, ownAlarms, ...told, findings: [...findings, ...told.findings, ...crossed] };
}
