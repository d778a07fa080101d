import { resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { receivers } from '../functions/notify/receivers.ts';
import type { Check } from '../model/check.ts';
import { type Finding, formatFinding } from '../model/finding.ts';
import { isProject, type Project } from '../model/project.ts';
import { type ResolvedProject, resolveProject } from '../model/resolve-project.ts';
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

/** A project that is valid, and all that follows from it. */
export interface LoadedProject extends Omit<ResolvedProject, 'findings'> {
  readonly project: Project;
}

/** Gives what a module exports. */
export type ImportModule = (url: string) => Promise<unknown>;

/**
 * The project that a TypeScript or JavaScript module exports by default; warnings go to stderr. Relative paths start at
 * the working directory. Throws `UsageError` when there is no such project, `InvalidDefinitions` when there is an error
 * in it.
 */
export async function loadProject(
  file: string = DEFAULT_CHECKS,
  importModule: ImportModule = (url) => import(url),
): Promise<LoadedProject> {
  const { findings, ...loaded } = await readProject(file, importModule);
  for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
  return loaded;
}

/** The same, with the warnings instead of telling them. Throws as above. */
export async function readProject(
  file: string,
  importModule: ImportModule,
): Promise<LoadedProject & Pick<ResolvedProject, 'findings'>> {
  const project = await load(file, importModule);
  if (!isProject(project)) {
    throw new UsageError(
      `${file} has no project as its default export; write: export default project({ ... })`,
    );
  }
  const resolved = resolveProject(project, { kinds, receivers });
  if (resolved.findings.some(({ level }) => level === 'error'))
    throw new InvalidDefinitions(resolved.findings);
  return { project, ...resolved };
}

/** The checks of that project. */
export const loadChecks = async (file?: string): Promise<readonly Check[]> =>
  (await loadProject(file)).checks;

async function load(file: string, importModule: ImportModule): Promise<unknown> {
  const url = pathToFileURL(resolvePath(file)).href;
  try {
    return ((await importModule(url)) as { default?: unknown }).default;
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
