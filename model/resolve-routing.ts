import type { Alarm } from './alarm/alarm.ts';
import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import type { Project } from './project.ts';
import type { Receiver, Receivers } from './receiver.ts';
import { defaultRoutes } from './route/default-routes.ts';
import type { Routing } from './route/route.ts';
import { routingOf } from './route/routing.ts';
import { unheard, unused, validateRouteWords, validateTree } from './route/validate-routes.ts';
import { settleReceivers } from './settle-receivers.ts';
import { validateReceivers } from './validate-receivers.ts';

/** Who can be told, and who is told what. */
export interface Told {
  readonly receivers: readonly Receiver[];
  readonly routing: Routing;
}

/** What a project that was validated says of it. */
export function settleRouting(project: Project, checks: readonly Check[], registry: Receivers): Told {
  const receivers = settleReceivers(project, registry);
  const { routes, inhibit: inhibitions, silences } = project;
  return { receivers, routing: routingOf({ receivers, routes, inhibitions, silences }) };
}

interface ResolvedRouting extends Told {
  readonly findings: readonly Finding[];
}

/** Nobody is told by rules that are not right. */
const NOBODY: Told = { receivers: [], routing: routingOf({ receivers: [] }) };

/** Who is told what in a project, and every finding on the way; `alarmsFor` gives all alarms that there are. */
export function resolveRouting(
  project: Project,
  checks: readonly Check[],
  alarmsFor: (receivers: readonly string[]) => readonly Alarm[],
  registry: Receivers,
): ResolvedRouting {
  const wrong = [...validateReceivers(project, registry), ...validateRouteWords(project)];
  if (wrong.length > 0) return { ...NOBODY, findings: wrong };
  const told = settleRouting(project, checks, registry);
  const root = project.routes ?? defaultRoutes(told.receivers);
  const names = told.receivers.map(({ name }) => name);
  const crooked = validateTree(root, told.receivers);
  // A route that names nobody is why somebody is not told: one finding is enough.
  const idle = crooked.length > 0 ? [] : unused(told.receivers, root);
  return { ...told, findings: [...crooked, ...idle, ...unheard(alarmsFor(names), told.routing)] };
}
