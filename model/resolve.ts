import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import type { Placed, Registry } from './placed.ts';
import type { Project } from './project.ts';
import { place, toCheck } from './settle.ts';
import { subjectOf, validateChecks, validateDefinition, validateProject } from './validate.ts';

export interface Resolved {
  /** The valid checks; those with an error are left out, so that nothing half right is ever run. */
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
}

/** Turns a project into checks that are ready to run, and every finding on the way. `now` is epoch milliseconds. */
export function resolve(project: Project, registry: Registry, now = Date.now()): Resolved {
  const placed = place(project);
  const general = validateProject(project);
  const judged = placed.map((one) => ({ one, wrong: validateDefinition(one, registry) }));
  const isSound = ({ one, wrong }: (typeof judged)[number]) =>
    !hasError(wrong) &&
    !hasError(general.filter(({ subject }) => subject === 'project' || subject === subjectOf(one.group)));
  const checks = judged.filter(isSound).map(({ one }) => toCheck(one, project, registry));
  const crossed = validateChecks(checks, placed.filter(isNamed), { project, registry, now });
  const refused = new Set(crossed.filter(({ level }) => level === 'error').map(({ subject }) => subject));
  return {
    checks: checks.filter(({ id }) => !refused.has(id)),
    findings: [...general, ...judged.flatMap(({ wrong }) => wrong), ...crossed],
  };
}

const isNamed = ({ definition }: Placed): boolean => typeof Object(definition).id === 'string';

const hasError = (findings: readonly Finding[]): boolean => findings.some(({ level }) => level === 'error');
