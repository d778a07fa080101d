import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { systemClock } from '../../functions/platform/clock.ts';
import { runBatch } from '../../functions/runner/run-batch.ts';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import { browser, type Journey } from '../../probes/browser/check.ts';
import { treeOf } from '../../probes/chromium/memory-watch.ts';
import { WarmBrowsers } from '../../probes/chromium/warm-browsers.ts';
import { answering } from '../child.ts';
import { checkOf, runnerPorts } from '../runner.ts';
import { EXPECTED } from './site.ts';

/** So many visits of a URL, one after the other. */
export interface Visits {
  readonly url: string;
  readonly count: number;
}

export interface Visited {
  /** Milliseconds from asking for each to its verdict. */
  readonly verdicts: readonly number[];
  /** Milliseconds that the browser took to start. */
  readonly startMs: number;
  /** Of the browser's processes when it is all over, as PSS. */
  readonly memoryMb: number;
}

const visit: Journey = async ({ page, step, expect, vars }) => {
  await step('open', async () => {
    await page.goto(vars.url ?? '');
    await expect(page.getByText(EXPECTED)).toBeVisible();
  });
};

/** One browser for all of it, so that what it keeps can be seen. */
const browsers = new WarmBrowsers({
  temporary: tmpdir(),
  monotonic: systemClock.monotonic,
  recycleAfter: Number.POSITIVE_INFINITY,
});

const ports = runnerPorts({ browsers });

async function run(check: Check): Promise<Result> {
  const results: Result[] = [];
  const jobs = [{ check, dueAt: Date.now(), location: 'local' }];
  await runBatch({ jobs, ports, budgetMs: 60_000, onResult: (result) => results.push(result) });
  const [result] = results;
  // A figure of visits that failed would be no figure.
  if (result?.state !== 'passed') throw new Error(result?.message ?? 'there was no result');
  return result;
}

answering(async ({ url, count }: Visits): Promise<Visited> => {
  const check = checkOf(browser('bench', { journey: visit, vars: { url }, network: 'private' }));
  const verdicts: number[] = [];
  let startMs = 0;
  for (let visits = 0; visits < count; visits++) {
    const began = performance.now();
    const { attempts } = await run(check);
    verdicts.push(performance.now() - began);
    startMs = Math.max(startMs, attempts[0]?.measurements.browser_start ?? 0);
  }
  return { verdicts, startMs, memoryMb: await memoryOfBrowsers() };
});

/** Every process below ours but the one that runs TypeScript is a browser's. */
async function memoryOfBrowsers(): Promise<number> {
  const pids = (await treeOf(process.pid)).slice(1);
  const sizes = await Promise.all(pids.map(pssOf));
  return sizes.reduce((sum, kb) => sum + kb, 0) / 1_024;
}

/** kB; 0 for a process that is no browser's, or gone. */
async function pssOf(pid: number): Promise<number> {
  const [command, rollup] = await Promise.all(
    [`/proc/${pid}/cmdline`, `/proc/${pid}/smaps_rollup`].map((path) =>
      readFile(path, 'utf8').catch(() => ''),
    ),
  );
  return command?.includes('chrom') ? Number(/^Pss:\s+(\d+) kB$/m.exec(rollup ?? '')?.[1] ?? 0) : 0;
}
