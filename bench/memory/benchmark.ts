import type { Benchmark, Row } from '../benchmark.ts';
import { type Child, startBundled, startChild } from '../child.ts';
import type { Targets } from '../probing/target.ts';
import type { Weighed } from './child.ts';

const PROBES = 10_000;
const QUICK_PROBES = 2_000;

/** So many before the memory is looked at: code is compiled and pools are filled once. */
const WARM_UP = 2_000;

/** What the issue allows for the body. */
const LIMIT_MB = 8;

export const memory: Benchmark = {
  about: 'growth of resident memory (RSS) over a warm process, at its peak',
  run: async ({ quick }) => {
    const target = startChild(import.meta.resolve('../probing/target.ts'));
    const child = await startBundled(import.meta.resolve('./child.ts'));
    try {
      const targets = await target.ask<Targets>({});
      const probes = quick ? QUICK_PROBES : PROBES;
      const work = { url: targets.http, root: targets.root };
      await child.ask({ ...work, count: WARM_UP });
      return [
        await ofProbes(child, { ...work, count: probes }),
        await ofBody(child, { ...work, url: `${targets.http}endless` }),
      ];
    } finally {
      target.stop();
      child.stop();
    }
  },
};

async function ofProbes(child: Child, work: { readonly count: number }): Promise<Row> {
  const { growthMb, passed } = await child.ask<Weighed>(work);
  if (passed !== work.count) throw new Error(`${passed} of ${work.count} probes passed`);
  return { name: `${work.count.toLocaleString('en')} probes, 50 at a time`, value: growthMb, unit: 'MB' };
}

async function ofBody(child: Child, work: object): Promise<Row> {
  const { growthMb, reasons } = await child.ask<Weighed>({ ...work, count: 1 });
  if (reasons.join() !== 'body_too_large') throw new Error(`the body of 10 GB came to ${reasons}`);
  return {
    name: 'a body of 10 GB at full speed',
    value: growthMb,
    unit: 'MB',
    ratio: `limit ${LIMIT_MB}`,
    note: 'read up to the cap of 1 MB, then the connection is closed',
  };
}
