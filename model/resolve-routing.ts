import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import type { Project } from './project.ts';
import type { Receivers } from './receiver.ts';
import { defaultRoutes } from './route/default-routes.ts';
import { routingOf } from './route/routing.ts';
import { unused, validateRouteWords, validateTree } from './route/validate-routes.ts';
import { settleRouting, type Told } from './settle-project.ts';
import { validateReceivers } from './validate-receivers.ts';

interface ResolvedRouting extends Told {
  readonly findings: readonly Finding[];
}

/** Nobody is told by rules that are not right. */
const NOBODY: Told = { receivers: [], routing: routingOf({ receivers: [] }) };

/** Who is told what in a project, and every finding on the way; nobody, where there is an error. */
export function resolveRouting(
  project: Project,
  checks: readonly Check[],
  registry: Receivers,
): ResolvedRouting {
  const wrong = [...validateReceivers(project, registry), ...validateRouteWords(project)];
  if (wrong.length > 0) return { ...NOBODY, findings: wrong };
  const told = settleRouting(project, checks, registry);
  const root = project.routes ?? defaultRoutes(told.receivers);
  const crooked = validateTree(root, told.receivers);
  if (crooked.length > 0) return { ...NOBODY, findings: crooked };
  return { ...told, findings: unused(told.receivers, root) };
}
