import { absent, type Benchmark, median, type Row } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { EXPORTER_FIX, isExporterInstalled, openExporter } from '../exporter.ts';
import { type Burst, TARGET_MS, type Told } from './contender.ts';
import type { SlowTarget } from './target.ts';

type Contender = (burst: Burst) => Promise<Told>;

const SIZES = [1, 10, 50, 200];

/** What the issue allows at a burst of 200, in milliseconds. */
const LIMITS = 'limit 5, p99 25';

/** What is reported beyond the target's own time is the prober's own queueing, told as the target's latency. */
export const burst: Benchmark = {
  about: `milliseconds reported beyond the ${TARGET_MS} that the target takes, when so many https checks begin at once`,
  run: async ({ quick }) => {
    const target = startChild(import.meta.resolve('./target.ts'));
    const { url, root } = await target.ask<SlowTarget>({});
    const gated = startChild(import.meta.resolve('./ours.ts'));
    const ungated = startChild(import.meta.resolve('./ours.ts'));
    const exporter = isExporterInstalled() ? await openExporter({ root }) : undefined;
    const contenders: Record<string, Contender> = {
      vedette: (one) => gated.ask<Told>(one),
      'vedette without the gate': (one) => ungated.ask<Told>({ ...one, ungated: true }),
      ...(exporter && { blackbox_exporter: (one) => byExporter(one, exporter.probe) }),
    };
    try {
      const rows: Row[] = [];
      for (const probe of Object.values(contenders)) await probe({ url, root, count: 50 });
      for (const count of SIZES)
        rows.push(...(await compare(contenders, { url, root, count }, quick ? 1 : 5)));
      return exporter ? rows : [...rows, absent('blackbox_exporter', EXPORTER_FIX)];
    } finally {
      for (const one of [target, gated, ungated, exporter]) one?.stop();
    }
  },
};

/** The contenders take turns. */
async function compare(contenders: Record<string, Contender>, work: Burst, rounds: number): Promise<Row[]> {
  const told: Record<string, Told[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, probe] of Object.entries(contenders))
      told[name] = [...(told[name] ?? []), await probe(work)];
  return Object.entries(told).map(([name, all]) => rowOf(`${work.count}, ${name}`, all, work.count));
}

function rowOf(name: string, all: readonly Told[], count: number): Row {
  const beyond = all.flatMap(({ durations }) => durations.map((ms) => ms - TARGET_MS)).sort((a, b) => a - b);
  const at = (share: number) => (beyond[Math.ceil(beyond.length * share) - 1] ?? Number.NaN).toFixed(1);
  return {
    name,
    value: median(beyond),
    unit: 'ms',
    ratio: `p99 ${at(0.99)}, max ${at(1)}`,
    note: `the burst took ${Math.round(median(all.map(({ ms }) => ms)))} ms${count === 200 && name.endsWith('vedette') ? `; ${LIMITS}` : ''}`,
  };
}

async function byExporter({ url, count }: Burst, probe: (url: string) => Promise<string>): Promise<Told> {
  const began = performance.now();
  const pages = await Promise.all(Array.from({ length: count }, () => probe(url)));
  const durations = pages.map((page) => {
    if (!/^probe_success 1$/m.test(page)) throw new Error('a probe of the blackbox_exporter failed');
    return Number(/^probe_duration_seconds (\S+)$/m.exec(page)?.[1]) * 1_000;
  });
  return { durations, ms: performance.now() - began };
}
