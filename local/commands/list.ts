import type { Check } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import { columns } from '../display/text.ts';
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

/** What is told of a check: never what its kind needs to know, which may hold what is not to be shown. */
const TOLD = [
  'id',
  'kind',
  'group',
  'target',
  'description',
  'enabled',
  'everyMs',
  'timeoutMs',
  'locations',
  'tags',
  'labels',
  'runbook',
] as const satisfies readonly (keyof Check)[];

const told = (check: Check): Record<string, unknown> =>
  Object.fromEntries(TOLD.map((name) => [name, check[name]]));

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
  return columns([titles, ...rows]).map((line) => line.join('  ').trimEnd());
}
