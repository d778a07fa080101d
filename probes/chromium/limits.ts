import type { EventEmitter } from 'node:events';
import type { BrowserContext, Dialog, Page } from 'playwright-core';
import type { Recorder } from './recorder.ts';

/** Pages that a visit may have open at once, popups with it: a page that opens more would take the machine with it. */
const MAX_PAGES = 5;

/** Bounds what the pages of a context may do to their surroundings. Service workers and downloads are refused by the context. */
export function limit(context: BrowserContext, recorder: Recorder): void {
  context.on('page', (page) => onPage(page, context, recorder));
  context.on('dialog', (dialog) => onDialog(dialog, recorder));
}

function onPage(page: Page, context: BrowserContext, recorder: Recorder): void {
  page.on('download', (download) => recorder.note('download', `${download.url()} was not downloaded`));
  if (context.pages().length <= MAX_PAGES) return;
  recorder.note('popup', `a page beyond ${MAX_PAGES} was closed: ${page.url()}`);
  void page.close().catch(() => {}); // it may be gone already
}

/** A dialog stops its page until it is answered: one that the journey does not answer itself is dismissed. */
function onDialog(dialog: Dialog, recorder: Recorder): void {
  recorder.note('dialog', `${dialog.type()}: ${dialog.message()}`);
  // Playwright's types leave out that a page is an emitter as Node has them.
  const page = dialog.page() as unknown as EventEmitter | null;
  const isAnswered = (page?.listenerCount('dialog') ?? 0) > 0;
  if (!isAnswered) void dialog.dismiss().catch(() => {}); // the page may be gone already
}
