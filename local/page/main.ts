import type { Result } from '../../model/result.ts';
import { announcer } from './announcer.ts';
import type { Overview, TwinEvent } from './api.ts';
import { Board } from './board.ts';
import { client } from './client.ts';
import { byId, h, setText } from './element.ts';
import { keyboard } from './keyboard.ts';
import { mendLanguage } from './language.ts';
import { openView, PAGES } from './router.ts';
import { themeSwitch } from './theme.ts';
import type { Ports, View } from './view.ts';
import { cityOf, clockText, exchangeZone } from './zones.ts';

const TICK_MS = 1_000;

/** As soon as a browser comes back to a stream that it lost. */
const AGAIN_MS = 1_000;

/** The page: one board that events keep up to date, and one view at a time that shows it. */
class Page {
  readonly #announce = announcer(byId('live'));
  readonly #changed = new Set<string>();
  #overview: Overview;
  #board: Board;
  /** What the server's clock is ahead of the viewer's, in milliseconds. */
  #ahead: number;
  #view: View | undefined;
  #opening = 0;
  /** What comes in while everything is asked for again. */
  #meanwhile: Result[] | undefined;

  constructor(overview: Overview) {
    this.#overview = overview;
    this.#board = new Board(overview.checks);
    this.#ahead = overview.now - Date.now();
  }

  readonly ports: Ports = {
    client,
    board: () => this.#board,
    home: () => this.#overview.home,
    zone: () => exchangeZone({ home: this.#overview.home }),
    canAcknowledge: () => this.#overview.canAcknowledge,
    now: () => Date.now() + this.#ahead,
  };

  /** Asks for everything again, and once more when that does not succeed: what is shown may be of another time. */
  readonly again = (): void => {
    const failed = (): void => {
      this.onLink(false);
      setTimeout(this.again, AGAIN_MS);
    };
    this.reload().then(() => this.onLink(true), failed);
  };

  /** Asks for everything again and shows it, with the results that came in meanwhile. */
  async reload(): Promise<void> {
    const meanwhile: Result[] = [];
    this.#meanwhile = meanwhile;
    const overview = await client.overview();
    if (this.#meanwhile === meanwhile) this.#meanwhile = undefined;
    this.#overview = overview;
    this.#board = new Board(overview.checks);
    for (const result of meanwhile) this.#board.take(result);
    this.#ahead = this.#overview.now - Date.now();
    showNavigation(overview);
    await this.open();
  }

  /** Shows what the address says. Only the latest of several that are being opened counts. */
  async open({ focus = false } = {}): Promise<void> {
    this.#opening += 1;
    const mine = this.#opening;
    const view = await openView(location.hash || '#/', this.ports);
    if (mine !== this.#opening) {
      view.close?.();
      return;
    }
    this.#view?.close?.();
    this.#view = view;
    document.title = `${view.title} · Vedette`;
    byId('main').replaceChildren(view.element);
    if (focus) {
      byId('main').focus({ preventScroll: true });
      scrollTo({ top: 0, behavior: 'instant' });
    }
    this.#showFrame();
  }

  readonly onEvent = (event: TwinEvent): void => {
    if (event.type === 'definitions') this.again();
    else if (event.type === 'result') this.#onResult(event);
    else if (event.type === 'archive') this.#onArchive(event);
    this.#view?.onEvent?.(event);
    if (this.#view?.follows?.includes(event.type)) this.#reloadView();
  };

  /** A view that could not be asked for again stays as it is until the next event. */
  #reloadView(): void {
    this.#view?.reload?.().catch(() => this.onLink(false));
  }

  #onArchive({ trouble }: Extract<TwinEvent, { type: 'archive' }>): void {
    const { trouble: _, ...rest } = this.#overview;
    this.#overview = { ...rest, ...(trouble !== undefined && { trouble }) };
    this.#showTrouble();
  }

  /** Many results of one frame are drawn once. */
  #onResult({ result }: Extract<TwinEvent, { type: 'result' }>): void {
    this.#meanwhile?.push(result);
    const taken = this.#board.take(result);
    if (!taken) return;
    this.#announce(taken.row, taken.before);
    if (this.#changed.size === 0) requestAnimationFrame(() => this.#draw());
    this.#changed.add(result.check);
  }

  #draw(): void {
    const ids = new Set(this.#changed);
    this.#changed.clear();
    this.#view?.onRows?.(ids);
  }

  readonly tick = (): void => {
    const now = this.ports.now();
    const zone = this.ports.zone();
    setText(byId('clocks'), `${clockText(now)} here · ${clockText(now, zone)} ${cityOf(zone)}`);
    this.#view?.onTick?.();
  };

  readonly onLink = (isUp: boolean): void => {
    const link = byId('link');
    link.dataset.up = String(isUp);
    setText(link, isUp ? 'live' : 'not connected');
  };

  #showFrame(): void {
    const here = location.hash || '#/';
    for (const link of document.querySelectorAll('#nav a')) {
      if (link.getAttribute('href') === here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    this.#showTrouble();
  }

  #showTrouble(): void {
    const { problem, trouble } = this.#overview;
    const text = [problem, trouble].filter(Boolean).join(' · ');
    byId('trouble').hidden = text === '';
    setText(byId('trouble'), text);
  }
}

/** The demo's switches are there only where the demo exchange is. */
function showNavigation({ isDemo }: Overview): void {
  const shown = PAGES.filter(({ hash }) => hash !== '#/demo' || isDemo);
  byId('nav').replaceChildren(
    ...shown.map(({ hash, name }) => h('li', {}, h('a', { href: hash, text: name }))),
  );
}

async function start(): Promise<void> {
  mendLanguage(navigator);
  themeSwitch(byId('theme'), localStorage);
  keyboard();
  const overview = await client.overview();
  showNavigation(overview);
  const page = new Page(overview);
  await page.open();
  page.tick();
  setInterval(page.tick, TICK_MS);
  addEventListener('hashchange', () => void page.open({ focus: true }));
  client.follow({
    after: overview.eventId,
    onEvent: page.onEvent,
    onGap: page.again,
    onLink: page.onLink,
  });
}

start().catch((error: Error) => {
  byId('main').replaceChildren(
    h('p', { class: 'problem', text: `Vedette does not answer: ${error.message}` }),
  );
});
