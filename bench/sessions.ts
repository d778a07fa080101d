import { type CalendarCode, calendarOf } from '../model/session/calendar.ts';
import { type Benchmark, median, type Row } from './benchmark.ts';

const LOOK_UPS = 1_000_000;

/** What the issue asks for, a second. */
const GOAL = 1_000_000;

const FROM = Date.parse('2016-01-01T00:00:00Z');
const TO = Date.parse('2028-12-31T00:00:00Z');

/** Of an exchange with a break, at moments all over its horizon, so that no look-up is helped by the one before. */
const CODE: CalendarCode = 'XTKS';

const SEED = 12_345;

/** Park and Miller's generator: the same moments in each round. */
function moments(): Float64Array {
  let state = SEED;
  return Float64Array.from({ length: LOOK_UPS }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return FROM + (state / 2_147_483_647) * (TO - FROM);
  });
}

export const sessions: Benchmark = {
  about: `look-ups in the sessions of ${CODE} at 1,000,000 moments from 2016 to 2028`,
  run: async ({ quick }) => {
    const began = performance.now();
    const calendar = calendarOf(CODE);
    const built = performance.now() - began;
    const times = moments();
    const rounds = quick ? 1 : 5;
    return [
      rowOf('isOpen', { rounds, times, look: (t) => (calendar.isOpen(t) ? 1 : 0) }),
      rowOf('session', { rounds, times, look: (t) => calendar.session(t)?.open ?? 0 }),
      rowOf('nextOpen', { rounds, times, look: (t) => calendar.nextOpen(t) ?? 0 }),
      rowOf('sessionTimeBetween', { rounds, times, look: (t) => calendar.sessionTimeBetween(t, t + 60_000) }),
      {
        name: 'calendar built',
        value: built,
        unit: 'ms',
        note: 'once for each calendar, when it is first asked',
      },
    ];
  },
};

interface Looking {
  readonly rounds: number;
  readonly times: Float64Array;
  readonly look: (t: number) => number;
}

function rowOf(name: string, looking: Looking): Row {
  const rates = Array.from({ length: looking.rounds }, () => rateOf(looking));
  const value = Math.round(median(rates));
  return { name, value, unit: 'look-ups/s', ratio: `${(value / GOAL).toFixed(1)} x goal` };
}

/** Look-ups a second in one round; the sum is used, so that none can be optimised away. */
function rateOf({ times, look }: Looking): number {
  const began = performance.now();
  let sum = 0;
  for (const t of times) sum += look(t);
  const ms = performance.now() - began;
  if (!Number.isFinite(sum)) throw new Error('a look-up answered no number');
  return (times.length / ms) * 1_000;
}
