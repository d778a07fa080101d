import type { Benchmark, Row } from '../benchmark.ts';
import { askOnce } from '../child.ts';
import type { Synthesized } from './child.ts';

const SIZES = [100, 1_000, 5_000];
const QUICK_SIZES = [100];

export const synth: Benchmark = {
  about: 'validation, construct tree and templates, without bundling, cold',
  run: async ({ quick }) => {
    const rows: Row[] = [];
    for (const checks of quick ? QUICK_SIZES : SIZES) rows.push(await rowOf(checks));
    return rows;
  },
};

async function rowOf(checks: number): Promise<Row> {
  const made = await askOnce<Synthesized>(import.meta.resolve('./child.ts'), { checks });
  return {
    name: `${checks} checks`,
    value: made.ms / 1_000,
    unit: 's',
    ratio: `${(made.ms / checks).toFixed(2)} ms a check`,
    note: `${made.stacks} stacks, ${made.templateMb.toFixed(1)} MB of templates, ${Math.round(made.peakMb)} MB`,
  };
}
