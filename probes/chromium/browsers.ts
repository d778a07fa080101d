import type { BrowserContext, BrowserContextOptions } from 'playwright-core';

/** A browser context that one attempt has for itself. */
export interface Lease {
  readonly context: BrowserContext;
  /** Milliseconds that it took to have the browser: unpacking and starting it, or 0 when it was warm. Never the page's time. */
  readonly startMs: number;
  /** Rejects with `BrowserCrashed` when the browser dies before the lease ends; never resolves. */
  readonly crashed: Promise<never>;
  /** Ends the context and all that it holds. Never throws; a browser that does not answer is killed with its children. */
  readonly end: () => Promise<void>;
}

/** The browsers of one process: one kept warm, a fresh context for each attempt. */
export interface Browsers {
  /**
   * Who judges certificates: the browser by its own roots, or the dialer, where probes trust a root that the browser
   * cannot be told of, as that of the demo exchange.
   */
  readonly trust: 'browser' | 'dialer';
  /**
   * Gets the browser ready, before an attempt's time runs. Throws `BrowserMissing` with the one line that says what to
   * install, or the signal's reason.
   */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  /** Throws what `ready` throws. */
  readonly open: (options: BrowserContextOptions, signal: AbortSignal) => Promise<Lease>;
  /** Ends the browser and its process tree. */
  readonly close: () => Promise<void>;
}

/** There is no browser to be had: our own fault, and one line says what to install. */
export class BrowserMissing extends Error {
  override readonly name = 'BrowserMissing';
}

/** The browser died under the attempt: our own fault, never the target's. */
export class BrowserCrashed extends Error {
  override readonly name = 'BrowserCrashed';
}
