import type { Check } from '../../model/check.ts';
import { formatFinding } from '../../model/finding.ts';
import type { Project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';

/**
 * The checks of a project that run at a location. Throws when a definition is invalid: synth lets none through, so
 * the bundle is not what was validated.
 */
export function checksAt(location: string, project: Project): Check[] {
  const { checks, findings } = resolve(project, kinds);
  const errors = findings.filter(({ level }) => level === 'error').map(formatFinding);
  if (errors.length > 0) throw new Error(`the deployed checks are invalid:\n${errors.join('\n')}`);
  return checks.filter(({ enabled, locations }) => enabled && locations.some((one) => one === location));
}
