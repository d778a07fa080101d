import type { Check, Definition } from '../model/check.ts';
import { formatFinding } from '../model/finding.ts';
import { project } from '../model/project.ts';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';

export const LOCATION = 'eu-west-1';

/** Definitions resolved as a deployment resolves them; loopback may be reached unless a definition says otherwise. */
export function checksOf(...definitions: readonly Definition[]): Check[] {
  const given = project({
    home: LOCATION,
    defaults: { network: 'private' },
    checks: definitions,
    alarmStacks: 64,
  });
  const { checks, findings } = resolve(given, kinds);
  if (findings.some(({ level }) => level === 'error'))
    throw new Error(findings.map(formatFinding).join('\n'));
  return [...checks];
}
