import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Network } from '../../model/check.ts';
import type { ProbeContext } from '../probe.ts';
import { BrowserCrashed, BrowserMissing, type Lease } from './browsers.ts';
import { Gateway } from './gateway.ts';
import { limit } from './limits.ts';
import { Recorder } from './recorder.ts';

export interface VisitOptions {
  readonly network: Network;
  readonly context: ProbeContext;
  /** @default Playwright's */
  readonly browser?: BrowserContextOptions;
}

/** What every context is made with, whatever the check says. */
const BOUNDS = { acceptDownloads: false, serviceWorkers: 'block' } as const satisfies BrowserContextOptions;

/**
 * One attempt in a browser: a fresh context behind a gateway of its own, with its first page, bounded and recorded. The
 * kinds that need a browser all begin here.
 */
export class BrowserVisit {
  readonly page: Page;
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly #lease: Lease;
  readonly #crashed: Promise<never>;

  private constructor(lease: Lease, page: Page, gateway: Gateway, recorder: Recorder) {
    this.page = page;
    this.gateway = gateway;
    this.recorder = recorder;
    this.#lease = lease;
    this.#crashed = Promise.race([lease.crashed, recorder.crashed]);
    this.#crashed.catch(() => {}); // whoever waits for it is told; nobody has to
  }

  /** Throws `BrowserMissing`, `BrowserCrashed` and the signal's reason. What it throws leaves nothing behind. */
  static async open({ network, context, browser = {} }: VisitOptions): Promise<BrowserVisit> {
    const { browsers, signal } = context;
    if (!browsers) throw new BrowserMissing('there are no browsers where this check ran');
    const gateway = await Gateway.open({ network, context });
    let lease: Lease | undefined;
    try {
      lease = await browsers.open({ ...browser, ...BOUNDS, proxy: gateway.proxy }, signal);
      const recorder = new Recorder(lease.context, context);
      limit(lease.context, recorder);
      const page = await Promise.race([lease.context.newPage(), lease.crashed]);
      return new BrowserVisit(lease, page, gateway, recorder);
    } catch (error) {
      await lease?.end();
      gateway.close();
      throw error;
    }
  }

  get browser(): BrowserContext {
    return this.#lease.context;
  }

  /** Milliseconds that it took to have the browser; 0 when it was warm. */
  get startMs(): number {
    return this.#lease.startMs;
  }

  /** Waits for something that the browser does. Throws `BrowserCrashed` at once when it, or a page of it, dies. */
  async unlessCrashed<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await Promise.race([work, this.#crashed]);
    } catch (error) {
      // What was asked of the browser fails when it dies, perhaps before its death is told.
      if (this.recorder.hasCrashed)
        throw new BrowserCrashed('a page of the browser crashed', { cause: error });
      throw error;
    }
  }

  /** Ends the context and every connection. Never throws. */
  async end(): Promise<void> {
    await this.#lease.end();
    this.gateway.close();
  }
}
