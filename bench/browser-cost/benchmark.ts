import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hasSandbox } from '../../test/e2e/lambda/sandbox.ts';
import { absent, type Benchmark, median, type Row, times } from '../benchmark.ts';
import { bundleDeployed, type Deployed } from './deployed.ts';
import { type Runs, runJourneys } from './runs.ts';

/** List prices in us-east-1, dollars, x86: AWS Lambda pricing; CloudWatch pricing, Synthetics, a canary run. Read 2026-11. */
const PRICES = { gbSecond: 0.0000166667, request: 0.0000002, canaryRun: 0.0012 } as const;

/** What the function is deployed with, and what twice the processor would be had with (1,769 MB for each: Lambda). */
const MEMORY_MB = { one: 2_048, two: 3_538 } as const;

const MILLION = 1_000_000;
const MB = 1_000_000;

const RUNS = 30;
const QUICK_RUNS = 5;

/** What a browser check adds to a deployment and to the bill, by runs in a sandbox that is as Lambda's. */
export const browserCost: Benchmark = {
  about: 'the function that has a browser: bytes, time, memory and what a million runs cost by list price',
  run: async ({ quick }) => {
    const deployed = await bundleDeployed();
    try {
      const bytes = await bytesOf(deployed);
      if (!hasSandbox) return [...bytes, absent('runs', "only Linux's root may make a sandbox")];
      const count = quick ? QUICK_RUNS : RUNS;
      const one = await runJourneys(deployed, 1, count);
      const two = await runJourneys(deployed, 2, count);
      return [...bytes, ...rowsOf('1 processor', one), ...rowsOf('2 processors', two), ...bill(one, two)];
    } finally {
      await deployed.remove();
    }
  },
};

async function bytesOf({ bytes, layer }: Deployed): Promise<Row[]> {
  const entries = await readdir(layer, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file);
      return { whole: content.length, zipped: gzipSync(content).length };
    }),
  );
  const sum = (key: 'whole' | 'zipped') => sizes.reduce((all, size) => all + size[key], 0) / MB;
  return [
    { name: 'bundle, uploaded when a definition changes', value: bytes / MB, unit: 'MB' },
    { name: 'layer, uploaded when a package changes', value: sum('zipped'), unit: 'MB', note: 'zipped' },
    { name: 'bundle and layer, unzipped', value: sum('whole') + bytes / MB, unit: 'MB', ratio: 'limit 262' },
  ];
}

const rowsOf = (name: string, { coldMs, warmMs, peakBytes, diskBytes }: Runs): Row[] => [
  { name: `${name}: process start to first answer`, value: coldMs, unit: 'ms', note: 'unpacks Chromium' },
  { name: `${name}: a warm run, median`, value: median(warmMs), unit: 'ms', note: `p95 ${p95(warmMs)} ms` },
  { name: `${name}: memory at its peak`, value: peakBytes / MB, unit: 'MB', note: 'Node and Chromium, PSS' },
  { name: `${name}: in /tmp`, value: diskBytes / MB, unit: 'MB', note: 'of 1,024 MiB' },
];

const p95 = (values: readonly number[]): string =>
  ([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN).toFixed(0);

/** By what was measured on a page that answers at once: every second that a page takes is added to it. */
function bill(one: Runs, two: Runs): Row[] {
  const canary = MILLION * PRICES.canaryRun;
  const rowOf = (name: string, runs: Runs, memoryMb: number): Row => {
    const price = million(median(runs.warmMs), memoryMb);
    return { name, value: price, unit: 'dollars', ratio: times(price, canary, 'Synthetics') };
  };
  const second = million(1_000, MEMORY_MB.one) - million(0, MEMORY_MB.one);
  return [
    rowOf(`a million warm runs, ${MEMORY_MB.one} MB`, one, MEMORY_MB.one),
    rowOf(`a million warm runs, ${MEMORY_MB.two} MB`, two, MEMORY_MB.two),
    { name: `and for each second that the page takes, ${MEMORY_MB.one} MB`, value: second, unit: 'dollars' },
    {
      name: 'a million canary runs of CloudWatch Synthetics',
      value: canary,
      unit: 'dollars',
      note: 'without its own Lambda',
    },
  ];
}

const million = (ms: number, memoryMb: number): number =>
  MILLION * (PRICES.request + (ms / 1_000) * (memoryMb / 1_024) * PRICES.gbSecond);
