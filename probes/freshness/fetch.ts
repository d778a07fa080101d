import { setTimeout as delay } from 'node:timers/promises';
import type { Network } from '../../model/check.ts';
import type { Answered } from '../../model/market/quotes.ts';
import type { Fault } from '../../model/reason.ts';
import { type MadeStep, walk } from '../api/walk.ts';
import { responseOf } from '../http/answer.ts';
import type { ProbeContext } from '../probe.ts';
import type { Chain, FreshnessSpec, QuotaSpec } from './check.ts';
import { readRows } from './read-rows.ts';

/** What came of all requests of a check. */
export interface Fetched {
  readonly journeys: readonly (readonly MadeStep[])[];
  readonly answers: readonly Answered[];
  /** An answer came whole, and its rows cannot be read. */
  readonly fault?: Fault;
}

/** Requests at once: a target is probed, not loaded. */
const AT_ONCE = 4;

/** What is asked for, and how the answers are read. */
export interface Asking {
  readonly spec: Pick<FreshnessSpec, 'journeys' | 'rows' | 'time' | 'quota'>;
  readonly network: Network;
}

/** Makes every request of a check and reads the rows of what came whole. Throws what is our own fault. */
export async function fetchAll({ spec, network }: Asking, context: ProbeContext): Promise<Fetched> {
  const waiting = spec.journeys.entries();
  const fetched: One[] = [];
  const turn = pace(spec.quota, context);
  const worker = async () => {
    for (const [index, journey] of waiting) {
      await turn(index);
      fetched[index] = await fetchOne(journey, spec, { network, context, ...introduction(journey, spec) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, spec.journeys.length) }, worker));
  const fault = fetched.find((one) => one.fault)?.fault;
  return {
    journeys: fetched.map(({ made }) => made),
    answers: fetched.flatMap(({ answered }) => answered ?? []),
    ...(fault && { fault }),
  };
}

/** A request that is the only one needs no introduction; of several each has its number, and steps have their names. */
function introduction({ steps }: Chain, { journeys }: Pick<FreshnessSpec, 'journeys'>): Introduced {
  if (steps.length > 1) return {};
  return { introduce: (name) => (journeys.length === 1 ? '' : `${name}: `) };
}

type Introduced = Pick<Parameters<typeof walk>[1], 'introduce'>;

/** Lets each journey wait until a provider that counts by the second may be asked again, or the attempt's time is over. */
function pace({ callsPerSecond }: QuotaSpec, { monotonic, signal }: ProbeContext) {
  const began = monotonic();
  return async (index: number): Promise<void> => {
    if (callsPerSecond === undefined || index === 0) return;
    const waitMs = began + (index * SECOND_MS) / callsPerSecond - monotonic();
    // What is over is said by the request that follows, which sees the same signal.
    await delay(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
  };
}

const SECOND_MS = 1_000;

interface One {
  readonly made: readonly MadeStep[];
  readonly answered?: Answered;
  readonly fault?: Fault;
}

async function fetchOne(
  { steps, symbol }: Chain,
  { rows, time }: Pick<FreshnessSpec, 'rows' | 'time'>,
  options: Parameters<typeof walk>[1],
): Promise<One> {
  const { now } = options.context;
  const askedAt = now();
  const made = await walk(steps, options);
  const answeredAt = now();
  const last = made.at(-1);
  if (!last?.answer || made.some(({ fault }) => fault)) return { made };
  const read = await readRows(responseOf(last.answer), rows, time);
  if ('problem' in read) return { made, fault: { reason: 'rows_unreadable', message: read.problem } };
  const ticks = symbol === undefined ? read.ticks : read.ticks.map((tick) => ({ ...tick, symbol }));
  const newest = ticks.reduce((latest, { at = latest }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  return { made, answered: { ticks, moment: { askedAt, answeredAt, newest } } };
}
