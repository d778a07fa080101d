/** The page's server over a real archive, fed with made-up results, in a process of its own. */
import { setImmediate as pause } from 'node:timers/promises';
import { http } from '../../index.ts';
import { buildPage } from '../../local/page/build.ts';
import { type Served, serve } from '../../local/server/serve.ts';
import type { Archive } from '../../local/store/archive.ts';
import { openArchive } from '../../local/store/open-archive.ts';
import { Audience } from '../../local/twin/audience.ts';
import type { Watched } from '../../local/twin/watch.ts';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import { checksOf } from '../../test/checks.ts';
import { chance, idOf, roundAt } from '../archive/work.ts';
import { answering } from '../child.ts';

export type Question =
  | { readonly work: 'serve'; readonly directory: string; readonly checks: number }
  /** As fast as they can be taken. */
  | { readonly work: 'ingest'; readonly results: number }
  /** So many a second, until the next question. */
  | { readonly work: 'trickle'; readonly perSecond: number }
  | { readonly work: 'stop' };

export interface Ingested {
  /** While they were taken, the making of them not counted. */
  readonly seconds: number;
  /** Resident memory of the whole process. */
  readonly rssMb: number;
  /** When the last one was published, epoch milliseconds. */
  readonly lastAt: number;
  /** Its message, which no other result has: by it the page is seen to have them all. */
  readonly lastMessage: string;
}

const ROUND_MS = 10_000;
const MINUTE_MS = 60_000;
const MB = 1e6;

/** A twin that runs nothing: results are put into it. */
class Fed {
  readonly archive: Archive;
  readonly watched: Watched;
  readonly #audience = new Audience((problem) => console.error(problem));
  readonly #latest = new Map<string, Result>();
  readonly #random = chance(7);
  readonly #count: number;
  #now: number;

  constructor(directory: string, checks: readonly Check[]) {
    this.#now = Math.floor(Date.now() / ROUND_MS) * ROUND_MS;
    this.#count = checks.length;
    this.archive = openArchive({ directory, clock: { now: () => this.#now } });
    this.watched = {
      checks: () => checks,
      alarms: () => [],
      reach: () => [],
      archive: this.archive,
      latest: () => this.#latest,
      nextDue: () => undefined,
      startedAt: this.#now,
      problem: () => undefined,
      follow: this.#audience.follow,
    };
  }

  /** One result of each check; returns the milliseconds that it took to take them. */
  async round(): Promise<number> {
    this.#now += ROUND_MS;
    const { results, datums } = roundAt(this.#now, this.#random, this.#count);
    const began = performance.now();
    await this.archive.record(results, datums);
    for (const result of results) this.tell(result);
    if (this.#now % MINUTE_MS === 0) await this.archive.sweep(this.#now);
    // Streams are written to, and probes would get on.
    await pause();
    return performance.now() - began;
  }

  /** One result of one check. */
  async one(check: number, seen: Partial<Pick<Result, 'state' | 'message'>> = {}): Promise<void> {
    if (check === 0) this.#now += ROUND_MS;
    const { results, datums } = roundAt(this.#now, this.#random, this.#count);
    const made = results[check];
    if (!made) return;
    const result = { ...made, ...seen };
    await this.archive.record(
      [result],
      datums.filter(({ dimensions }) => dimensions.Check === result.check),
    );
    this.tell(result);
  }

  tell(result: Result): void {
    this.#latest.set(result.check, result);
    this.#audience.tell({ type: 'result', result });
  }
}

const checksFor = (count: number): Check[] => {
  const [like] = checksOf(http('like', { url: 'https://exchange.example.com/', every: '10s' }));
  if (!like) throw new Error('there is no check');
  return Array.from({ length: count }, (_, n) => ({ ...like, id: idOf(n) }));
};

let fed: Fed | undefined;
let served: Served | undefined;
let count = 0;
let timer: NodeJS.Timeout | undefined;

answering(async (question: Question): Promise<unknown> => {
  clearInterval(timer);
  if (question.work === 'serve') return open(question.directory, question.checks);
  if (!fed) throw new Error('nothing is served yet');
  if (question.work === 'ingest') return ingest(fed, question.results);
  if (question.work === 'trickle') return trickle(fed, question.perSecond);
  await served?.close();
  await fed.archive.close();
  return true;
});

async function open(directory: string, checks: number): Promise<string> {
  count = checks;
  fed = new Fed(directory, checksFor(checks));
  served = await serve(fed.watched, { port: 0, page: await buildPage() });
  return served.url;
}

async function ingest(into: Fed, results: number): Promise<Ingested> {
  let ms = 0;
  for (let taken = 0; taken < results; taken += count) ms += await into.round();
  const lastMessage = `this is the last of ${results}`;
  await into.one(1, { state: 'failed', message: lastMessage });
  const lastAt = Date.now();
  global.gc?.();
  return { seconds: ms / 1_000, rssMb: process.memoryUsage.rss() / MB, lastAt, lastMessage };
}

function trickle(into: Fed, perSecond: number): true {
  let turn = 0;
  timer = setInterval(() => void into.one(turn++ % count), 1_000 / perSecond);
  return true;
}
