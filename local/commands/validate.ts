import { loadChecks } from '../project.ts';

/** Says that every definition is valid; loading them tells it when one is not. */
export async function validate(options: { readonly checks?: string }): Promise<number> {
  const { length } = await loadChecks(options.checks);
  process.stdout.write(`${length} ${length === 1 ? 'check is' : 'checks are'} valid\n`);
  return 0;
}
