import type { Benchmark, Row } from '../benchmark.ts';
import { startBundled, startChild } from '../child.ts';
import type { Work } from '../probing/contender.ts';
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
    try {
      const { http: url, root } = await target.ask<Targets>({});
      const work = { url, root, count: quick ? QUICK_PROBES : PROBES };
      return [await ofProbes(work), await ofBody({ ...work, url: `${url}endless`, count: 1 }, work)];
    } finally {
      target.stop();
    }
  },
};

/** Weighs work in a process of its own, after some other work. */
async function weigh(work: Work, before: Work): Promise<Weighed> {
  const child = await startBundled(import.meta.resolve('./child.ts'));
  try {
    await child.ask(before);
    return await child.ask<Weighed>(work);
  } finally {
    child.stop();
  }
}

async function ofProbes(work: Work): Promise<Row> {
  const { growthMb, passed } = await weigh(work, { ...work, count: WARM_UP });
  if (passed !== work.count) throw new Error(`${passed} of ${work.count} probes passed`);
  return { name: `${work.count.toLocaleString('en')} probes, 50 at a time`, value: growthMb, unit: 'MB' };
}

async function ofBody(work: Work, small: Work): Promise<Row> {
  const { growthMb, reasons } = await weigh(work, { ...small, count: 1 });
  if (reasons.join() !== 'body_too_large') throw new Error(`the body of 10 GB came to ${reasons}`);
  return {
    name: 'a body of 10 GB at full speed',
    value: growthMb,
    unit: 'MB',
    ratio: `limit ${LIMIT_MB}`,
    note: 'read up to the cap of 1 MB, then the connection is closed',
  };
}
