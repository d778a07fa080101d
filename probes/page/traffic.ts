import type { Page, Request } from 'playwright-core';

/** What may go on for as long as the page is open, and is none of its loading. */
const ENDLESS = new Set(['eventsource', 'media', 'ping', 'websocket']);

const isOfLoading = (request: Request): boolean => !ENDLESS.has(request.resourceType());

/** Nothing asked or answered for so long: the page has come to rest. Milliseconds; as Playwright's `networkidle`. */
export const QUIET_MS = 500;

/** Watches what a page asks for, from before it is opened. */
export class Traffic {
  /** Requests that ended, with an answer or without. */
  readonly ended = new Set<Request>();
  /** Requests of its loading that are on their way. */
  readonly open = new Set<Request>();
  #onChange = () => {};

  constructor(page: Page) {
    const end = (request: Request) => {
      this.ended.add(request);
      if (this.open.delete(request)) this.#onChange();
    };
    page.on('requestfinished', end).on('requestfailed', end);
    page.on('request', (request) => {
      if (!isOfLoading(request)) return;
      this.open.add(request);
      this.#onChange();
    });
  }

  /** Resolves once nothing was asked or answered for half a second, and no later than after so many milliseconds. */
  settled(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      let quiet: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(quiet);
        clearTimeout(late);
        this.#onChange = () => {};
        resolve();
      };
      const late = setTimeout(end, atMostMs);
      this.#onChange = () => {
        clearTimeout(quiet);
        if (this.open.size === 0) quiet = setTimeout(end, QUIET_MS);
      };
      this.#onChange();
    });
  }
}
