import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Network } from '../../model/check.ts';
import type { ProbeContext } from '../probe.ts';
import { BrowserCrashed, BrowserMissing, type Browsers, type Lease } from './browsers.ts';
import { contextOptionsOf } from './context-options.ts';
import { Gateway } from './gateway.ts';
import { limit } from './limits.ts';
import { Line, type LineSpeed } from './line.ts';
import { settledWithin } from './patience.ts';
import { Recorder } from './recorder.ts';
import { beginTrace } from './trace.ts';
import type { BrowserSettingsSpec } from './words.ts';

export interface VisitOptions {
  readonly network: Network;
  readonly settings: BrowserSettingsSpec;
  readonly context: ProbeContext;
  /** Whether a trace is recorded: it costs about 30 ms of a short visit. @default true */
  readonly traced?: boolean;
  /** What it reaches the network over. @default nothing slower than the machine's own */
  readonly line?: LineSpeed | undefined;
}

/** What every context is made with, whatever the check says. */
const BOUNDS = { acceptDownloads: false, serviceWorkers: 'block' } as const satisfies BrowserContextOptions;

/** How long a page may take to stop: one that hangs does not. */
const STOP_MS = 300;

/** How long a browser that ends in good order may take from closing its pages to being gone. */
const ENDING_MS = 500;

/** Playwright's words for what was asked of a page that is not there any more. */
const CLOSED = /(page|context|browser) has been closed/;

interface Parts {
  readonly lease: Lease;
  readonly page: Page;
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly context: ProbeContext;
  readonly seen: ReadonlySet<string>;
  readonly isTraced: boolean;
}

/**
 * One attempt in a browser: a fresh context behind a gateway of its own, with its first page, bounded and recorded. The
 * kinds that need a browser all begin here.
 */
export class BrowserVisit {
  /** The first page. */
  readonly page: Page;
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  /** The attempt's, which remembers the secrets that are read through it. */
  readonly context: ProbeContext;
  readonly isTraced: boolean;
  readonly #lease: Lease;
  readonly #seen: ReadonlySet<string>;
  readonly #crashed: Promise<never>;

  private constructor({ lease, page, gateway, recorder, context, seen, isTraced }: Parts) {
    this.isTraced = isTraced;
    this.page = page;
    this.gateway = gateway;
    this.recorder = recorder;
    this.context = context;
    this.#lease = lease;
    this.#seen = seen;
    this.#crashed = Promise.race([lease.crashed, recorder.crashed]);
    this.#crashed.catch(() => {}); // whoever waits for it is told; nobody has to
  }

  /**
   * Throws `BrowserMissing`, `BrowserCrashed`, `SecretMissing` and the signal's reason; then nothing of it is left behind.
   */
  static async open({
    context: given,
    settings,
    network,
    traced = true,
    line: speed,
  }: VisitOptions): Promise<BrowserVisit> {
    const { context, seen } = watched(given);
    const browsers = browsersOf(context);
    const asked = await contextOptionsOf(settings, context);
    const verifies = browsers.trust === 'dialer';
    const { blockedHosts } = settings;
    const line = speed && new Line(speed, context.monotonic);
    const gateway = await Gateway.open({ network, context, verifies, blockedHosts, line });
    let lease: Lease | undefined;
    try {
      const bounds = { ...BOUNDS, proxy: gateway.proxy, ignoreHTTPSErrors: verifies };
      lease = await browsers.open({ ...asked, ...bounds }, context.signal);
      const recorder = new Recorder(lease.context, context);
      limit(lease.context, recorder);
      const page = await Promise.race([begin(lease.context, traced), lease.crashed]);
      return new BrowserVisit({ lease, page, gateway, recorder, context, seen, isTraced: traced });
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

  /** The secrets that were read so far. */
  get secrets(): readonly string[] {
    return [...this.#seen];
  }

  /** Waits for something that the browser does. Throws `BrowserCrashed` at once when it, or a page of it, dies. */
  async unlessCrashed<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await Promise.race([work, this.#crashed]);
    } catch (error) {
      // What was asked of the browser fails when it dies, perhaps before its death is told.
      if (this.recorder.hasCrashed)
        throw new BrowserCrashed('a page of the browser crashed', { cause: error });
      if (CLOSED.test(String(error))) await settledWithin(ENDING_MS, [this.#crashed]);
      if (this.browser.browser()?.isConnected() === false) return await this.#crashed;
      throw error;
    }
  }

  /** Stops what is still being loaded: as long as a page is on its way to another one it can be asked for nothing. Never throws. */
  async stopLoading(): Promise<void> {
    const stopping = this.browser.pages().map(async (page) => {
      const session = await this.browser.newCDPSession(page);
      await session.send('Page.stopLoading');
      await session.detach();
    });
    await settledWithin(STOP_MS, stopping);
  }

  /** Ends the context and every connection. Never throws. */
  async end(): Promise<void> {
    // Playwright remembers a trace that nobody ended for as long as it lives.
    await settledWithin(STOP_MS, [this.browser.tracing.stop()]);
    await this.#lease.end();
    this.gateway.close();
  }
}

function browsersOf({ browsers }: ProbeContext): Browsers {
  if (browsers) return browsers;
  throw new BrowserMissing('there are no browsers where this check ran');
}

async function begin(context: BrowserContext, traced: boolean): Promise<Page> {
  if (traced) await beginTrace(context);
  return context.newPage();
}

/** The context, with what it gave and what is to be concealed. */
function watched(given: ProbeContext): { context: ProbeContext; seen: ReadonlySet<string> } {
  const seen = new Set<string>();
  const context: ProbeContext = {
    ...given,
    secrets: async (secret) => {
      const value = await given.secrets(secret);
      seen.add(value);
      return value;
    },
    conceal: (text) => {
      seen.add(text);
      given.conceal(text);
    },
  };
  return { context, seen };
}
