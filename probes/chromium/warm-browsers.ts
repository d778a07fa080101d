import type { BrowserContextOptions } from 'playwright-core';
import { unlessAborted } from '../net/abort.ts';
import { BrowserCrashed, type Browsers, type Lease } from './browsers.ts';
import { type FindOptions, findChromium } from './find.ts';
import { killTree, launch, type Running } from './launch.ts';
import { settledWithin } from './patience.ts';

export interface WarmOptions extends FindOptions {
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Contexts that one browser is opened for before a fresh one takes its place. @default 200 */
  readonly recycleAfter?: number;
  /** @default 'browser' */
  readonly trust?: Browsers['trust'];
}

/** What a browser keeps in spite of everything is given back after so many contexts; see ADR 20 for what was measured. */
const RECYCLE_AFTER = 200;

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
    if (warm) await end(warm);
  };

  /** A lease that began no later than this one ends before the browser does. */
  #current(): Warm {
    const { recycleAfter = RECYCLE_AFTER } = this.#options;
    const known = this.#warm;
    if (known && known.opened < recycleAfter) return known;
    this.#warm = this.#start();
    if (known?.inUse === 0) void end(known);
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
    try {
      const context = await Promise.race([running.browser.newContext(options), crash.crashed]);
      const startMs = warm.opened === 0 ? warm.startMs : 0;
      warm.opened += 1;
      const end = async () => {
        crash.ignore();
        if (!(await settledWithin(CLOSE_MS, [context.close()]))) this.#kill(warm, running);
        await this.#giveBack(warm);
      };
      return { context, startMs, crashed: crash.crashed, end: once(end) };
    } catch (error) {
      crash.ignore();
      throw error;
    }
  }

  /** Who else has a context of it is told of a crash. */
  #kill(warm: Warm, running: Running): void {
    if (this.#warm === warm) this.#warm = undefined;
    killTree(running);
  }

  async #giveBack(warm: Warm): Promise<void> {
    warm.inUse -= 1;
    if (warm !== this.#warm && warm.inUse === 0) await end(warm);
  }
}

/** Tells of the browser's death until it is to be ignored. */
function crashOf({ browser }: Running) {
  let onEnd = () => {};
  const crashed = new Promise<never>((_resolve, reject) => {
    onEnd = () => reject(new BrowserCrashed('the browser ended under the check'));
    browser.once('disconnected', onEnd);
    if (!browser.isConnected()) onEnd();
  });
  crashed.catch(() => {}); // whoever waits for it is told; nobody has to
  return { crashed, ignore: () => void browser.off('disconnected', onEnd) };
}

async function end({ running }: Warm): Promise<void> {
  const up = await running.catch(() => undefined);
  if (!up) return;
  await settledWithin(CLOSE_MS, [up.browser.close()]);
  killTree(up);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
