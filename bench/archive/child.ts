/** Fills an archive, or opens one, in a process of its own, for its memory and its time. */
import { openArchive } from '../../local/store/open-archive.ts';
import { answering } from '../child.ts';
import { CHECKS, chance, roundAt } from './work.ts';

interface At {
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Fill {
  readonly directory: string;
  readonly from: number;
  readonly to: number;
  readonly everyMs: number;
  /** So many rounds in one commit. @default 1 */
  readonly together?: number;
}

export type Question =
  | ({ readonly work: 'fill' } & Fill)
  | ({ readonly work: 'open' } & At)
  | ({ readonly work: 'sweep' } & At);

export interface Filled {
  /** While it took results, the making of them not counted. */
  readonly seconds: number;
  readonly results: number;
  /** The longest that the event loop was held, in milliseconds. */
  readonly longestHoldMs: number;
  /** Resident memory of the whole process: before, afterwards, and at its most. */
  readonly beforeMb: number;
  readonly afterMb: number;
  readonly peakMb: number;
}

export interface Opened {
  readonly openMs: number;
  /** From the start to the latest result and the last hour of each check. */
  readonly firstLookMs: number;
}

const MB = 1e6;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

answering(async (question: Question) => {
  if (question.work === 'fill') return fill(question);
  return question.work === 'open' ? open(question) : sweep(question);
});

async function fill({ directory, from, to, everyMs, together = 1 }: Fill): Promise<Filled> {
  let now = from;
  const archive = openArchive({ directory, clock: { now: () => now } });
  const random = chance(from % 1_000_003);
  global.gc?.();
  const beforeMb = process.memoryUsage.rss() / MB;
  const held = watchHolds();
  let seconds = 0;
  for (; now < to; now += everyMs * together) {
    const rounds = Array.from({ length: together }, (_, n) => roundAt(now + n * everyMs, random));
    const [results, datums] = [
      rounds.flatMap((round) => round.results),
      rounds.flatMap((round) => round.datums),
    ];
    const began = performance.now();
    await archive.record(results, datums);
    if (now % MINUTE_MS === 0) await archive.sweep(now);
    seconds += (performance.now() - began) / 1_000;
  }
  global.gc?.();
  const afterMb = process.memoryUsage.rss() / MB;
  await archive.close();
  if (archive.trouble()) throw new Error(archive.trouble());
  const results = ((to - from) / everyMs) * CHECKS;
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  return { seconds, results, longestHoldMs: held(), beforeMb, afterMb, peakMb };
}

/** Looks at the event loop each turn; the returned function tells its longest turn so far. */
function watchHolds(): () => number {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turn = setImmediate(look).unref();
  };
  let turn = setImmediate(look).unref();
  return () => {
    clearImmediate(turn);
    return longest;
  };
}

async function open({ directory, now }: At): Promise<Opened> {
  const began = performance.now();
  const archive = openArchive({ directory, clock: { now: () => now } });
  const openMs = performance.now() - began;
  for (const { check } of roundAt(now, chance(1)).results) {
    archive.results({ check, limit: 1 });
    const dimensions = { Check: check, Location: 'local' };
    archive.series({ metric: 'duration', dimensions, from: now - HOUR_MS, to: now, stepSeconds: 60 });
  }
  const firstLookMs = performance.now() - began;
  await archive.close();
  return { openMs, firstLookMs };
}

async function sweep({ directory, now }: At): Promise<true> {
  const archive = openArchive({ directory, clock: { now: () => now } });
  await archive.sweep(now);
  await archive.close();
  return true;
}
