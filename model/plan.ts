import { hash } from './hash.ts';
import { LANES, type Lane } from './lane.ts';
import type { RetryPolicy } from './retry.ts';
import { worstCaseMs } from './retry.ts';

/** What the planner needs to know of a check. */
export interface Plannable {
  readonly id: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly enabled: boolean;
  readonly locations: readonly string[];
  readonly lane: Lane;
}

/** One probe to be made: the check, and the second since the epoch at which it is due. */
export interface Run {
  readonly check: string;
  readonly at: number;
}

/** The runs of one lane that go out in one message, and how long after the minute's start it is delivered. */
export interface Batch {
  readonly location: string;
  readonly lane: Lane;
  /** Start of the minute, seconds since the epoch. */
  readonly minute: number;
  /** 0 to 55 seconds. */
  readonly delaySeconds: number;
  readonly runs: readonly Run[];
}

export const MINUTE_SECONDS = 60;

/**
 * Runs due within the same slot travel together. 5 s keeps a minute's load flat and costs at most 12 messages
 * a minute, however few the checks.
 */
export const SLOT_SECONDS = 5;

/** Checks in a batch: keeps an invocation's sockets far below Lambda's 1,024 descriptors, and its memory to one browser's. */
export const MAX_RUNS_PER_BATCH = { light: 100, browser: 10 } as const satisfies Record<Lane, number>;

/** Probes in flight at once in one process. One browser at a time: two would each make the other slow. */
export const CONCURRENCY = { light: 50, browser: 1 } as const satisfies Record<Lane, number>;

/**
 * What an invocation has for its probes. The worst case that a batch may add up to is what it gets through in that time
 * if every check takes all its attempts and times out in each.
 */
export const RUN_BUDGET_MS = 120_000;

/**
 * What an invocation keeps back to deliver its results and, when they are not taken, to spool and to tell it: a
 * probe function's timeout is at least both together.
 */
export const FLUSH_RESERVE_MS = 20_000;

/** The second of its interval in which a check runs: stable, and spread evenly over many checks. */
export const phaseSeconds = (id: string, everySeconds: number): number => hash(id) % everySeconds;

/** The seconds since the epoch at which a check is due within [from, from + 60 s). */
export function dueWithin(check: Pick<Plannable, 'id' | 'everyMs'>, from: number): number[] {
  const every = check.everyMs / 1_000;
  const late = (((from - phaseSeconds(check.id, every)) % every) + every) % every;
  const due: number[] = [];
  for (let at = from + ((every - late) % every); at < from + MINUTE_SECONDS; at += every) due.push(at);
  return due;
}

/** The first second at or after `from` at which a check is due. */
export function nextDue(check: Pick<Plannable, 'id' | 'everyMs'>, from: number): number {
  const every = check.everyMs / 1_000;
  const late = (((from - phaseSeconds(check.id, every)) % every) + every) % every;
  return from + ((every - late) % every);
}

interface PlanRequest {
  readonly checks: readonly Plannable[];
  /** Any second of the minute to plan, since the epoch. */
  readonly at: number;
  readonly location: string;
}

/**
 * What runs in one minute at one location, and in which batch. Pure: asked again for the same minute it gives the
 * same answer, so what was due can be compared with what ran.
 */
export function plan({ checks, at, location }: PlanRequest): Batch[] {
  const minute = Math.floor(at / MINUTE_SECONDS) * MINUTE_SECONDS;
  const slots = new Map<number, Planned[]>();
  for (const check of checks) {
    if (!check.enabled || !check.locations.includes(location)) continue;
    for (const due of dueWithin(check, minute)) addTo(slots, slotOf(due - minute), { check, due });
  }
  return [...slots]
    .sort(([a], [b]) => a - b)
    .flatMap(([delaySeconds, planned]) =>
      LANES.flatMap((lane) =>
        inBatches(planned, lane).map((runs) => ({ location, lane, minute, delaySeconds, runs })),
      ),
    );
}

interface Planned {
  readonly check: Plannable;
  readonly due: number;
}

const slotOf = (second: number): number => Math.floor(second / SLOT_SECONDS) * SLOT_SECONDS;

function addTo(slots: Map<number, Planned[]>, slot: number, planned: Planned): void {
  const known = slots.get(slot);
  if (known) known.push(planned);
  else slots.set(slot, [planned]);
}

/** Cuts a slot into batches, none larger or with more estimated work than one invocation takes. */
function inBatches(planned: readonly Planned[], lane: Lane): Run[][] {
  const batches: Run[][] = [];
  let room = { runs: 0, workMs: 0 };
  for (const { check, due } of planned) {
    if (check.lane !== lane) continue;
    const workMs = worstCaseMs(check);
    if (room.runs === 0 || room.workMs < workMs) {
      batches.push([]);
      room = { runs: MAX_RUNS_PER_BATCH[lane], workMs: CONCURRENCY[lane] * RUN_BUDGET_MS };
    }
    batches.at(-1)?.push({ check: check.id, at: due });
    room = { runs: room.runs - 1, workMs: room.workMs - workMs };
  }
  return batches;
}
