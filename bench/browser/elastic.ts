import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Chromium } from '../../probes/chromium/launch.ts';
import { EXPECTED } from './site.ts';

/** Where @elastic/synthetics is installed, with its `node_modules`. */
export const elasticFolder = (): string | undefined => {
  const folder = process.env.VEDETTE_BENCH_ELASTIC;
  return folder && existsSync(commandIn(folder)) ? folder : undefined;
};

export const ELASTIC_FIX =
  'PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --prefix DIR @elastic/synthetics, then VEDETTE_BENCH_ELASTIC=DIR';

const commandIn = (folder: string): string => join(folder, 'node_modules/.bin/elastic-synthetics');

const JOURNEY = `
import { journey, step, expect } from '@elastic/synthetics';
journey('bench', ({ page, params }) => {
  step('open', async () => {
    await page.goto(params.url);
    await expect(page.getByText('${EXPECTED}')).toBeVisible();
  });
});
`;

export interface ElasticRun {
  /** Milliseconds of the whole run: its process, as an agent starts it for each check. */
  readonly wholeMs: number;
  /** Milliseconds of the journey in it. */
  readonly journeyMs: number;
}

/** The same journey, on the same Chromium, as @elastic/synthetics runs it. Throws when it does not pass. */
export async function elasticRuns(
  folder: string,
  { url, count, chromium }: { url: string; count: number; chromium: Chromium },
): Promise<ElasticRun[]> {
  const journeys = join(folder, 'vedette-bench');
  await mkdir(journeys, { recursive: true });
  try {
    await writeFile(join(journeys, 'bench.journey.ts'), JOURNEY);
    const runs: ElasticRun[] = [];
    for (let run = 0; run < count; run++) runs.push(await elasticRun(folder, journeys, url, chromium));
    return runs;
  } finally {
    await rm(journeys, { recursive: true, force: true });
  }
}

async function elasticRun(
  folder: string,
  journeys: string,
  url: string,
  { executable, env }: Chromium,
): Promise<ElasticRun> {
  const playwright = { executablePath: executable, args: ['--in-process-gpu'], chromiumSandbox: false };
  const options = {
    '--reporter': 'json',
    '--screenshots': 'only-on-failure',
    '--params': JSON.stringify({ url }),
    '--playwright-options': JSON.stringify(playwright),
  };
  const began = performance.now();
  const { stdout } = await promisify(execFile)(
    commandIn(folder),
    [journeys, ...Object.entries(options).flat()],
    { env: { ...process.env, ...env }, cwd: folder, maxBuffer: 2 ** 26 },
  );
  const wholeMs = performance.now() - began;
  const end = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { type: string; journey: { duration: { us: number } } })
    .find(({ type }) => type === 'journey/end');
  if (!end) throw new Error('the run of @elastic/synthetics came to no end');
  return { wholeMs, journeyMs: end.journey.duration.us / 1_000 };
}
