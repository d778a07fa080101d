import { resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Check } from '../model/check.ts';
import { type Finding, formatFinding } from '../model/finding.ts';
import { isProject } from '../model/project.ts';
import { type Resolved, resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';
import { UsageError } from './usage-error.ts';

/** What a command reads when it is not told otherwise. */
export const DEFAULT_CHECKS = fileURLToPath(new URL('../checks/index.ts', import.meta.url));

/** A definition is invalid: every finding is told, on a line of its own. */
export class InvalidDefinitions extends UsageError {
  constructor(findings: readonly Finding[]) {
    super(findings.map(formatFinding).join('\n'));
  }
}

/**
 * Loads a TypeScript or JavaScript module and resolves the project that it exports by default. Relative paths start
 * at the working directory. Throws `UsageError` when there is no such project.
 */
export async function loadProject(file: string = DEFAULT_CHECKS): Promise<Resolved> {
  const exported = await load(file);
  if (isProject(exported)) return resolve(exported, kinds);
  throw new UsageError(
    `${file} has no project as its default export; write: export default project({ ... })`,
  );
}

async function load(file: string): Promise<unknown> {
  const url = pathToFileURL(resolvePath(file)).href;
  try {
    return ((await import(url)) as { default?: unknown }).default;
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${inOneLine(error)}`, { cause: error });
  }
}

const MAX_REASON_LENGTH = 500;

/** Compilers and loaders spread a message over several lines. */
const inOneLine = (error: unknown): string =>
  String((error as Error)?.message ?? error)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
    .slice(0, MAX_REASON_LENGTH);

/** The checks of a project without an error in it; warnings go to stderr. Throws `InvalidDefinitions`. */
export async function loadChecks(file?: string): Promise<readonly Check[]> {
  const { checks, findings } = await loadProject(file);
  if (findings.some(({ level }) => level === 'error')) throw new InvalidDefinitions(findings);
  for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
  return checks;
}
