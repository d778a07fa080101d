import type { Check } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import { tableLines } from '../display/text.ts';
import { told } from '../display/told.ts';
import { loadChecks } from '../project.ts';

export interface ListOptions {
  readonly checks?: string;
  readonly json?: boolean;
}

/** Lists the checks with what has flowed into them. */
export async function list(options: ListOptions): Promise<number> {
  const checks = await loadChecks(options.checks);
  const lines = options.json ? checks.map((check) => JSON.stringify(told(check))) : table(checks);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function table(checks: readonly Check[]): string[] {
  const rows = checks.map(({ id, kind, everyMs, labels, locations, enabled, tags, target }) => [
    id,
    kind,
    enabled ? formatMs(everyMs) : 'off',
    labels.severity,
    locations.join(','),
    tags.join(','),
    target,
  ]);
  const titles = ['ID', 'KIND', 'EVERY', 'SEVERITY', 'LOCATIONS', 'TAGS', 'TARGET'];
  return tableLines([titles, ...rows]);
}
