import { formatFinding } from '../../model/finding.ts';
import { loadProject } from '../project.ts';

/** Tells every finding, a line each. Returns 2 when one of them is an error. */
export async function validate(options: { readonly checks?: string }): Promise<number> {
  const { checks, findings } = await loadProject(options.checks);
  for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
  if (findings.some(({ level }) => level === 'error')) return 2;
  process.stdout.write(`${checks.length} ${checks.length === 1 ? 'check is' : 'checks are'} valid\n`);
  return 0;
}
