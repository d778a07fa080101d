import { type Benchmark, median } from '../benchmark.ts';
import { askOnce } from '../child.ts';
import type { Planned } from './child.ts';

const CHECKS = 100_000;

/** What the issue allows for planning them. */
const LIMIT_MS = 250;
const LIMIT_MB = 200;

/** A process plans once, so each figure is a cold one: that is how Lambda meets it. */
export const planning: Benchmark = {
  about: 'one minute planned for 100,000 checks, cold, in a process of its own',
  run: async ({ quick }) => {
    const child = import.meta.resolve('./child.ts');
    const rounds: Planned[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++)
      rounds.push(await askOnce(child, { checks: CHECKS }));
    const of = (figure: (planned: Planned) => number) => median(rounds.map(figure));
    return [
      {
        name: 'plan',
        value: of(({ ms }) => ms),
        unit: 'ms',
        ratio: `limit ${LIMIT_MS}`,
        note: `${rounds[0]?.runs} runs in ${rounds[0]?.batches} batches`,
      },
      {
        name: 'peak memory',
        value: of(({ peakMb }) => peakMb),
        unit: 'MB',
        ratio: `limit ${LIMIT_MB}`,
        note: 'the whole process, checks and tsx included',
      },
      {
        name: 'memory of the plan',
        value: of(({ extraMb }) => extraMb),
        unit: 'MB',
        note: 'above the checks',
      },
    ];
  },
};
