import { h } from './element.ts';
import type { Ports, View } from './view.ts';
import { bothText } from './zones.ts';

/** What receivers without a secret on this machine would have been told. */
export async function inboxPage({ client, zone }: Ports): Promise<View> {
  const place = h('div', { class: 'inbox' });
  const load = async (): Promise<void> => {
    const entries = await client.inbox();
    const cards = entries.map(({ receiver, at, subject, text }) =>
      h(
        'section',
        { class: 'card' },
        h('h2', { text: subject }),
        h('p', { class: 'dim', text: `to ${receiver} · ${bothText(at, zone())}` }),
        h('pre', { tabindex: '0', 'aria-label': 'Message', text }),
      ),
    );
    place.replaceChildren(
      ...(cards.length > 0 ? cards : [h('p', { class: 'dim', text: 'Nobody was written to yet.' })]),
    );
  };
  await load();
  const intro =
    'Messages to receivers whose secrets this machine does not have. Set them, and they are sent instead.';
  const element = h('article', {}, h('h1', { text: 'Inbox' }), h('p', { class: 'dim', text: intro }), place);
  return { title: 'Inbox', element, follows: ['inbox'], reload: load };
}
