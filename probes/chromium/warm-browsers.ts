import type { BrowserContextOptions } from 'playwright-core';
import { once } from '../../model/once.ts';
import { unlessAborted } from '../net/abort.ts';
import { BrowserCrashed, type Browsers, type Lease } from './browsers.ts';
import { type FindOptions, findChromium } from './find.ts';
import { clearTraces, end, launch, type Running } from './launch.ts';
import { type MemoryWatch, watchMemory } from './memory-watch.ts';
import { settledWithin } from './patience.ts';

export interface WarmOptions extends FindOptions {
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Contexts that one browser is opened for before a fresh one takes its place. @default 200 */
  readonly recycleAfter?: number;
  /** Bytes that the browser's processes may hold while a check has one of its contexts. @default 1 GiB */
  readonly memoryLimit?: number;
  /** @default 'browser' */
  readonly trust?: Browsers['trust'];
}

/** What a browser keeps in spite of everything is given back after so many contexts; see ADR 20 for what was measured. */
const RECYCLE_AFTER = 200;

/** A page of today's takes 100 to 300 MB; one that takes this much would take the function's whole memory next. */
const MEMORY_LIMIT = 2 ** 30;

/** How long a context or a browser may take to close before it is killed. */
const CLOSE_MS = 1_000;

/** A browser that is up, or on its way. */
interface Warm {
  readonly running: Promise<Running>;
  startMs: number;
  opened: number;
  inUse: number;
}

/** Keeps one Chromium warm: found, unpacked and started when it is first needed, and again after a crash. */
export class WarmBrowsers implements Browsers {
  readonly trust: Browsers['trust'];
  readonly #options: WarmOptions;
  /** What is being ended, until nothing of it is left. */
  readonly #endings = new Set<Promise<void>>();
  #warm: Warm | undefined;

  constructor(options: WarmOptions) {
    this.#options = options;
    this.trust = options.trust ?? 'browser';
  }

  readonly ready: Browsers['ready'] = async (signal) => {
    await unlessAborted(this.#current().running, signal);
  };

  readonly open: Browsers['open'] = async (options, signal) => {
    const warm = this.#current();
    warm.inUse += 1;
    try {
      const running = await unlessAborted(warm.running, signal);
      return await this.#lease(warm, running, options);
    } catch (error) {
      await this.#giveBack(warm);
      throw error;
    }
  };

  readonly close: Browsers['close'] = async () => {
    const warm = this.#warm;
    this.#warm = undefined;
    if (warm) void this.#end(warm);
    await Promise.all(this.#endings);
  };

  /** A lease that began no later than this one ends before the browser does. */
  #current(): Warm {
    const { recycleAfter = RECYCLE_AFTER } = this.#options;
    const known = this.#warm;
    if (known && known.opened < recycleAfter) return known;
    this.#warm = this.#start();
    if (known?.inUse === 0) void this.#end(known);
    return this.#warm;
  }

  #start(): Warm {
    const { monotonic, ...find } = this.#options;
    const began = monotonic();
    const warm: Warm = {
      running: findChromium(find).then(launch),
      startMs: 0,
      opened: 0,
      inUse: 0,
    };
    const forget = () => {
      if (this.#warm === warm) this.#warm = undefined;
    };
    warm.running.then(({ browser }) => {
      warm.startMs = monotonic() - began;
      browser.once('disconnected', forget);
    }, forget);
    return warm;
  }

  async #lease(warm: Warm, running: Running, options: BrowserContextOptions): Promise<Lease> {
    const crash = crashOf(running);
    const watch = this.#watch(warm, running, crash);
    const settle = () => {
      watch.end();
      crash.ignore();
    };
    try {
      const context = await Promise.race([running.browser.newContext(options), crash.crashed]);
      const startMs = warm.opened === 0 ? warm.startMs : 0;
      warm.opened += 1;
      const end = async () => {
        settle();
        if (!(await settledWithin(CLOSE_MS, [context.close()]))) this.#kill(warm);
        if (warm.inUse === 1) await clearTraces(running);
        await this.#giveBack(warm);
      };
      return { context, startMs, crashed: crash.crashed, end: once(end) };
    } catch (error) {
      settle();
      throw error;
    }
  }

  #watch(warm: Warm, running: Running, crash: Crash): MemoryWatch {
    const { memoryLimit = MEMORY_LIMIT } = this.#options;
    const onExceeded = () => {
      const limit = `${Math.round(memoryLimit / 2 ** 20)} MiB`;
      crash.tell(new BrowserCrashed(`the browser took more than ${limit} of memory, and was ended`));
      this.#kill(warm);
    };
    return watchMemory({ pid: running.pid, limit: memoryLimit, onExceeded });
  }

  /** Who else has a context of it is told of a crash. */
  #kill(warm: Warm): void {
    if (this.#warm === warm) this.#warm = undefined;
    void this.#end(warm, 0);
  }

  #end({ running }: Warm, patienceMs = CLOSE_MS): Promise<void> {
    const ending = running.then(
      (up) => end(up, patienceMs),
      () => {}, // it never came up, and whoever wanted it was told
    );
    this.#endings.add(ending);
    return ending.finally(() => void this.#endings.delete(ending));
  }

  async #giveBack(warm: Warm): Promise<void> {
    warm.inUse -= 1;
    if (warm !== this.#warm && warm.inUse === 0) await this.#end(warm);
  }
}

interface Crash {
  readonly crashed: Promise<never>;
  readonly tell: (error: BrowserCrashed) => void;
  readonly ignore: () => void;
}

/** Tells of the browser's death until it is to be ignored. */
function crashOf({ browser }: Running): Crash {
  let tell: Crash['tell'] = () => {};
  const crashed = new Promise<never>((_resolve, reject) => {
    tell = reject;
  });
  crashed.catch(() => {}); // whoever waits for it is told; nobody has to
  const onEnd = () => tell(new BrowserCrashed('the browser ended under the check'));
  browser.once('disconnected', onEnd);
  if (!browser.isConnected()) onEnd();
  return { crashed, tell, ignore: () => void browser.off('disconnected', onEnd) };
}
