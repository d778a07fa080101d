import type { BrowserContext, BrowserContextOptions } from 'playwright-core';

/** A browser context that one attempt has for itself. */
export interface Lease {
  readonly context: BrowserContext;
  /** Milliseconds that it took to have the browser: unpacking and starting it, or nothing when it was warm. Never the page's time. */
  readonly startMs: number;
  /** Ends the context and all that it holds. Never throws; a browser that does not answer is killed with its children. */
  readonly end: () => Promise<void>;
}

/** The browsers of one process: one kept warm, a fresh context for each attempt. */
export interface Browsers {
  /** Throws `BrowserMissing` with the one line that says what to install, or the signal's reason. */
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
