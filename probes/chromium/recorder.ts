import type { BrowserContext, ConsoleMessage, Page, Request, WebError } from 'playwright-core';
import type { ProbeContext } from '../probe.ts';
import { BrowserCrashed } from './browsers.ts';

/** Something that a page said, or that it did and was not let do. */
export interface Note {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `error`, `warning` and the like from the console; `uncaught`, `dialog`, `popup`, `download`, `crash`. */
  readonly type: string;
  readonly text: string;
  /** `https://example.com/app.js:12:4`, where it is known. */
  readonly where?: string;
}

/** What is remembered of one visit, whatever a page does. */
const MAX_NOTES = 500;
const MAX_TEXT = 2_000;
const MAX_REQUESTS = 2_000;

/** Listens to a context from its first page on, and remembers what was said and asked. */
export class Recorder {
  readonly notes: Note[] = [];
  /** In the order in which they were sent. */
  readonly requests: Request[] = [];
  /** Rejects with `BrowserCrashed` when a page dies; never resolves. */
  readonly crashed: Promise<never>;
  readonly #now: ProbeContext['now'];
  #hasCrashed = false;

  constructor(context: BrowserContext, { now }: Pick<ProbeContext, 'now'>) {
    this.#now = now;
    this.crashed = new Promise((_resolve, reject) => {
      const onCrash = () => {
        this.#hasCrashed = true;
        this.note('crash', 'the page crashed');
        reject(new BrowserCrashed('a page of the browser crashed'));
      };
      context.on('page', (page: Page) => page.once('crash', onCrash));
    });
    this.crashed.catch(() => {}); // whoever waits for it is told; nobody has to
    context.on('console', (message) => this.#onConsole(message));
    context.on('weberror', (error) => this.#onError(error));
    context.on('request', (request) => {
      if (this.requests.length < MAX_REQUESTS) this.requests.push(request);
    });
  }

  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  /** Begins anew: what was said and asked so far is not told. */
  forget(): void {
    this.notes.length = 0;
    this.requests.length = 0;
  }

  note(type: string, text: string, where?: string): void {
    if (this.notes.length >= MAX_NOTES) return;
    const at = this.#now();
    this.notes.push({ at, type, text: text.slice(0, MAX_TEXT), ...(where !== undefined && { where }) });
  }

  #onConsole(message: ConsoleMessage): void {
    const { url, lineNumber, columnNumber } = message.location();
    this.note(message.type(), message.text(), url && `${url}:${lineNumber}:${columnNumber}`);
  }

  #onError(error: WebError): void {
    const { name, message } = error.error();
    this.note('uncaught', `${name}: ${message}`);
  }
}
