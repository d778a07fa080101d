import { absent, type Benchmark, median, type Row, times } from '../benchmark.ts';
import { startBundled, startChild } from '../child.ts';
import { EXPORTER_FIX, isExporterInstalled, openExporter } from '../exporter.ts';
import { probeBy } from './blackbox.ts';
import { checkHttp, hasCheckHttp } from './check-http.ts';
import { CONCURRENCY, type Cost, EXPECTED, type Work } from './contender.ts';
import type { Targets } from './target.ts';

type Contender = (work: Work) => Promise<Cost>;

const SCHEMES = ['http', 'https'] as const;

const FULL = { probes: 2_000, warmUp: 2_000, rounds: 3 };
const QUICK = { probes: 1_000, warmUp: 2_000, rounds: 1 };

/** CPU of 1,000 probes, each over a fresh connection, 50 at a time, against one target in the same run. */
export const probing: Benchmark = {
  about: 'CPU seconds of 1,000 fresh-connection probes, 50 at a time',
  run: async ({ quick }) => {
    const target = startChild(import.meta.resolve('./target.ts'));
    const floor = startChild(import.meta.resolve('./floor.ts'));
    const ours = await startBundled(import.meta.resolve('./ours.ts'));
    const targets = await target.ask<Targets>({});
    const exporter = isExporterInstalled() ? await openExporter(exporterFor(targets)) : undefined;
    const contenders = {
      floor: (work: Work) => floor.ask<Cost>(work),
      vedette: (work: Work) => ours.ask<Cost>(work),
      ...(exporter && { blackbox_exporter: probeBy(exporter) }),
      ...(hasCheckHttp() && { check_http: checkHttp }),
    };
    try {
      const rows: Row[] = [];
      for (const scheme of SCHEMES)
        rows.push(...(await compare(scheme, contenders, targets, quick ? QUICK : FULL)));
      return [...rows, ...ABSENT.flatMap(([name, fix]) => (name in contenders ? [] : [absent(name, fix)]))];
    } finally {
      for (const one of [target, floor, ours, exporter]) one?.stop();
    }
  },
};

/** The same work as everybody's. */
const exporterFor = ({ root }: Targets) => ({
  root,
  expected: EXPECTED,
  timeout: '10s',
  concurrency: CONCURRENCY,
});

/** What brings a peer that is not there. */
const ABSENT = [
  ['blackbox_exporter', EXPORTER_FIX],
  ['check_http', 'apt-get install monitoring-plugins-basic'],
] as const;

/** The contenders take turns, so that what the machine does besides meets all of them. */
async function compare(
  scheme: (typeof SCHEMES)[number],
  contenders: Record<string, Contender>,
  targets: Targets,
  { probes, warmUp, rounds }: typeof FULL,
): Promise<Row[]> {
  const work = { url: targets[scheme], root: targets.root };
  const costs: Record<string, Cost[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, probe] of Object.entries(contenders)) {
      const cost = await probe({ ...work, count: round === 0 ? warmUp : probes });
      if (round > 0) costs[name] = [...(costs[name] ?? []), whole(cost, probes, name)];
    }
  }
  return rowsOf(scheme, costs, probes);
}

/** A figure of probes that failed would be no figure. */
function whole(cost: Cost, probes: number, name: string): Cost {
  if (cost.succeeded !== probes) throw new Error(`${name}: ${cost.succeeded} of ${probes} probes succeeded`);
  return cost;
}

/** Whom the others are compared with. */
const YARDSTICKS = ['floor', 'blackbox_exporter'];

function rowsOf(scheme: string, costs: Record<string, Cost[]>, probes: number): Row[] {
  const perThousand = (name: string) =>
    median((costs[name] ?? []).map(({ cpuSeconds }) => (cpuSeconds / probes) * 1_000));
  const against = (name: string) =>
    YARDSTICKS.filter((one) => one in costs && one !== name)
      .map((one) => times(perThousand(name), perThousand(one), one))
      .join(', ');
  return Object.entries(costs).map(([name, rounds]) => ({
    name: `${scheme}, ${name}`,
    value: perThousand(name),
    unit: 'CPU s/1,000',
    ratio: against(name),
    note: `${Math.round(probes / median(rounds.map(({ seconds }) => seconds)))}/s`,
  }));
}
