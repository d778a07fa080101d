/** What a contender is asked: this many probes of the URL, a fresh connection each, so many at a time. */
export interface Work {
  readonly url: string;
  /** PEM: what the target's certificate leads to. */
  readonly root: string;
  readonly count: number;
}

export interface Cost {
  /** User and system time of the contender's process. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly succeeded: number;
}

export const CONCURRENCY = 50;

/** Linux: what /proc counts CPU time in (`getconf CLK_TCK`, fixed at 100 in its user interface). */
export const TICKS_PER_SECOND = 100;

/** What every contender looks for in the body. */
export const EXPECTED = /"status":"ok"/;

/** Measures what this process spends on a piece of work. */
export async function costOf(work: () => Promise<number>): Promise<Cost> {
  const began = performance.now();
  const before = process.cpuUsage();
  const succeeded = await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - began) / 1_000, succeeded };
}

/** Runs `count` pieces of work, so many at a time, and counts those that came out true. */
export async function sideBySide(count: number, one: () => Promise<boolean>): Promise<number> {
  let left = count;
  let succeeded = 0;
  const worker = async () => {
    while (left-- > 0) if (await one()) succeeded += 1;
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return succeeded;
}
