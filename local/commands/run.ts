import { join } from 'node:path';
import { runBatch } from '../../functions/runner/run-batch.ts';
import { LOCAL } from '../../model/location.ts';
import type { Result } from '../../model/result.ts';
import { select } from '../filter.ts';
import { enoughMs, readyMachine } from '../machine.ts';
import { loadChecks } from '../project.ts';
import { type ReporterName, reporters } from '../reporters/registry.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { stopSignal } from '../stop.ts';
import { EVIDENCE, evidenceFolder } from '../store/evidence-folder.ts';

export interface RunOptions {
  readonly checks?: string;
  /** Patterns; a check that fits one of them is run. @default all are */
  readonly filter?: readonly string[];
  readonly reporter: ReporterName;
  /** The directory of what is remembered, where files of evidence go. */
  readonly data: string;
}

/** Runs each selected check once, side by side, and reports. Returns the exit status. */
export async function run(options: RunOptions): Promise<number> {
  const checks = select(await loadChecks(options.checks), options.filter);
  const signal = stopSignal();
  const { ports, close } = await readyMachine(checks, evidenceFolder(join(options.data, EVIDENCE)).store);
  const reporter: Reporter = reporters[options.reporter];
  const dueAt = ports.clock.now();
  const jobs = checks.map((check) => ({ check, dueAt, location: LOCAL }));
  const results = new Map<string, Result>();
  await runBatch({
    jobs,
    ports,
    signal,
    budgetMs: enoughMs(jobs),
    onResult: (result) => {
      results.set(result.check, result);
      process.stdout.write(reporter.onResult?.(result) ?? '');
    },
  });
  await close();
  const inOrder = checks.flatMap(({ id }) => results.get(id) ?? []);
  const color = process.stdout.isTTY && process.stdout.hasColors();
  process.stdout.write(reporter.onEnd?.(inOrder, { color }) ?? '');
  return exitStatus(inOrder);
}

/**
 * 0 when the target is as it should be, 1 when something failed, 2 when we could not tell. Failed wins, as in `judge`:
 * what a check has shown of the target is not undone by another one that broke.
 */
export function exitStatus(results: readonly Result[]): 0 | 1 | 2 {
  if (results.some(({ state }) => state === 'failed')) return 1;
  return results.some(({ state }) => state === 'errored') ? 2 : 0;
}
