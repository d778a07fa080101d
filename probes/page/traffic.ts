import type { Page, Request } from 'playwright-core';

/** What may go on for as long as the page is open, and is none of its loading. */
const ENDLESS = new Set(['eventsource', 'websocket', 'ping', 'media']);

/** Nothing asked for so long: the page has come to rest. Milliseconds; Lighthouse and Playwright take the same. */
const QUIET_MS = 500;

/** Watches what a page asks for, from before it is opened. */
export class Traffic {
  /** Requests that ended, with an answer or without. */
  readonly ended = new Set<Request>();
  /** Requests that are on their way. */
  readonly open = new Set<Request>();
  #onChange = () => {};

  constructor(page: Page) {
    page.on('request', (request) => this.#note(() => this.open.add(request)));
    const end = (request: Request) =>
      this.#note(() => {
        this.open.delete(request);
        this.ended.add(request);
      });
    page.on('requestfinished', end).on('requestfailed', end);
  }

  /** Resolves once nothing was asked or answered for half a second, and no later than after so many milliseconds. Says whether it came to rest. */
  settled(atMostMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      let quiet: NodeJS.Timeout | undefined;
      const end = (isSettled: boolean) => {
        clearTimeout(quiet);
        clearTimeout(late);
        this.#onChange = () => {};
        resolve(isSettled);
      };
      const late = setTimeout(end, atMostMs, false);
      this.#onChange = () => {
        clearTimeout(quiet);
        const isBusy = [...this.open].some((request) => !ENDLESS.has(request.resourceType()));
        if (!isBusy) quiet = setTimeout(end, QUIET_MS, true);
      };
      this.#onChange();
    });
  }

  #note(change: () => void): void {
    change();
    this.#onChange();
  }
}
