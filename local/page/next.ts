import { h, setText, table } from './element.ts';
import { everyText, spanText } from './format.ts';
import type { Ports, View } from './view.ts';
import { clockText } from './zones.ts';

/** What runs next, soonest first; asked again as time passes. */
const ASKED_EVERY_MS = 5_000;

export async function nextPage({ client, board, now }: Ports): Promise<View> {
  const place = h('div');
  let counts: readonly { readonly at: number; readonly element: HTMLElement }[] = [];
  let askedAt = 0;
  const load = async (): Promise<void> => {
    askedAt = now();
    const runs = await client.next();
    const rows = runs.map(({ check, at }) => ({ check, at, element: h('td', { class: 'number' }) }));
    counts = rows;
    place.replaceChildren(
      table(
        'What runs next',
        ['In', 'At', 'Check', 'How often'],
        rows.map(({ check, at, element }) => rowOf(check, at, element)),
      ),
    );
    tick();
  };
  const rowOf = (check: string, at: number, element: HTMLElement): HTMLTableRowElement => {
    const everyMs = board().row(check)?.view.everyMs;
    const link = h('a', { href: `#/checks/${encodeURIComponent(check)}`, text: check });
    return h(
      'tr',
      {},
      element,
      h('td', { class: 'number', text: clockText(at) }),
      h('td', {}, link),
      h('td', { text: everyMs ? everyText(everyMs) : '' }),
    );
  };
  const tick = (): void => {
    for (const { at, element } of counts) setText(element, at <= now() ? 'now' : spanText(at - now()));
  };
  await load();
  const onTick = (): void => (now() - askedAt > ASKED_EVERY_MS ? void load().catch(() => undefined) : tick());
  return { title: 'Next', element: h('article', {}, h('h1', { text: 'What runs next' }), place), onTick };
}
