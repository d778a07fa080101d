import type { Check } from '../../model/check.ts';
import type { Project } from '../../model/project.ts';
import { settle } from '../../model/settle.ts';
import { kinds } from '../../probes/kinds.ts';

/** The checks of a project that run at a location. Synth has validated them: a cold start does not do it again. */
export const checksAt = (location: string, project: Project): Check[] =>
  settle(project, kinds).filter(
    ({ enabled, locations }) => enabled && locations.some((one) => one === location),
  );
