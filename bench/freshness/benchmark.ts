import { type Benchmark, median } from '../benchmark.ts';
import { askOnce } from '../child.ts';
import type { Judged } from './child.ts';

const SYMBOLS = 5_000;
const POLLS = 21;

/** Judged again and again by one process, as a poll every 10 s is. */
export const freshness: Benchmark = {
  about: `${SYMBOLS} symbols judged from one answer: read, aged, compared with what was known`,
  run: async ({ quick }) => {
    const child = import.meta.resolve('./child.ts');
    const rounds: Judged[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++)
      rounds.push(await askOnce(child, { symbols: SYMBOLS, polls: POLLS }));
    const of = (figure: (judged: Judged) => number) => median(rounds.map(figure));
    return [
      {
        name: 'an answer, warm',
        value: of(({ warmMs }) => warmMs),
        unit: 'ms',
        note: `${Math.round((rounds[0]?.bytes ?? 0) / 1_024)} KB of JSON`,
      },
      { name: 'the first answer of a process', value: of(({ coldMs }) => coldMs), unit: 'ms' },
      {
        name: 'memory',
        value: of(({ extraMb }) => extraMb),
        unit: 'MB',
        note: `above what the process held before ${POLLS} answers`,
      },
    ];
  },
};
