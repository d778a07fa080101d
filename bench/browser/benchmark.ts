import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../probes/chromium/find.ts';
import { absent, type Benchmark, median, type Row, times } from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { Visited } from './child.ts';
import { ELASTIC_FIX, elasticFolder, elasticRuns } from './elastic.ts';
import { openSite, type Site } from './site.ts';

const FULL = { warm: 100, long: 900, peer: 9 };
const QUICK = { warm: 20, long: 30, peer: 1 };

/** So many visits before the memory is first looked at: code is compiled, and caches are filled. */
const WARM_UP = 50;

/** A one-page journey in a real Chromium, from asking for it to the verdict, and what the browser holds after many. */
export const browserBench: Benchmark = {
  about: 'a one-page journey in Chromium, one at a time: start to verdict, memory',
  run: async ({ quick }) => {
    const site = await openSite();
    try {
      const sizes = quick ? QUICK : FULL;
      const { rows, verdict } = await ours(site, sizes);
      return [await unpacking(), ...rows, ...(await peer(site, sizes.peer, verdict))];
    } finally {
      site.close();
    }
  },
};

async function unpacking(): Promise<Row> {
  const temporary = await mkdtemp(join(tmpdir(), 'vedette-bench-'));
  try {
    const began = performance.now();
    await findChromium({ temporary });
    const value = performance.now() - began;
    return {
      name: 'unpacking Chromium',
      value,
      unit: 'ms',
      note: 'once for a machine; never the page’s time',
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function ours({ url }: Site, { warm, long }: typeof FULL): Promise<{ rows: Row[]; verdict: number }> {
  const child = startChild(import.meta.resolve('./child.ts'));
  try {
    const cold = await child.ask<Visited>({ url, count: 1 });
    await child.ask<Visited>({ url, count: WARM_UP });
    const first = await child.ask<Visited>({ url, count: warm });
    const { memoryMb } = await child.ask<Visited>({ url, count: long });
    const verdict = median(first.verdicts);
    const sorted = [...first.verdicts].sort((a, b) => a - b);
    const growth = memoryMb - first.memoryMb;
    const rows = [
      { name: 'starting it', value: cold.startMs, unit: 'ms' },
      { name: 'first check of a process, to its verdict', value: cold.verdicts[0] ?? Number.NaN, unit: 'ms' },
      { name: 'warm, to the verdict, median', value: verdict, unit: 'ms', ratio: 'goal 150' },
      {
        name: 'warm, to the verdict, p95',
        value: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
        unit: 'ms',
      },
      { name: 'journeys a minute', value: 60_000 / verdict, unit: '' },
      { name: `memory after ${WARM_UP + warm} journeys (PSS)`, value: first.memoryMb, unit: 'MB' },
      {
        name: `memory after ${WARM_UP + warm + long}`,
        value: memoryMb,
        unit: 'MB',
        note: `${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB`,
      },
    ];
    return { rows, verdict };
  } finally {
    child.stop();
  }
}

async function peer({ url }: Site, count: number, verdict: number): Promise<Row[]> {
  const folder = elasticFolder();
  if (!folder) return [absent('@elastic/synthetics', ELASTIC_FIX)];
  const chromium = await findChromium({ temporary: tmpdir() });
  const runs = await elasticRuns(folder, { url, count, chromium });
  const whole = median(runs.map(({ wholeMs }) => wholeMs));
  const journey = median(runs.map(({ journeyMs }) => journeyMs));
  return [
    {
      name: '@elastic/synthetics, a run, median',
      value: whole,
      unit: 'ms',
      ratio: times(whole, verdict, 'ours, warm'),
      note: 'a process and a browser for each run, as its agent does it',
    },
    {
      name: 'of which its journey, with a browser that is up',
      value: journey,
      unit: 'ms',
      ratio: times(journey, verdict, 'ours, warm'),
    },
  ];
}
