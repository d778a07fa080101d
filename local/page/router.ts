import { alarmsPage } from './alarms.ts';
import { checkPage } from './check-page.ts';
import { ApiError } from './client.ts';
import { demoPage } from './demo.ts';
import { h } from './element.ts';
import { inboxPage } from './inbox.ts';
import { incidentsPage } from './incidents.ts';
import { nextPage } from './next.ts';
import { overview } from './overview.ts';
import type { Ports, View } from './view.ts';

/** The pages by their hashes, in the order of the navigation. */
export const PAGES = [
  { hash: '#/', name: 'Overview', open: overview },
  { hash: '#/alarms', name: 'Alarms', open: alarmsPage },
  { hash: '#/incidents', name: 'Incidents', open: incidentsPage },
  { hash: '#/inbox', name: 'Inbox', open: inboxPage },
  { hash: '#/next', name: 'Next', open: nextPage },
  { hash: '#/demo', name: 'Demo', open: demoPage },
] as const satisfies readonly { hash: string; name: string; open: (ports: Ports) => View | Promise<View> }[];

const CHECK = '#/checks/';

/** The view of a hash. What cannot be had is said in its place. */
export async function openView(hash: string, ports: Ports): Promise<View> {
  try {
    if (hash.startsWith(CHECK)) return await checkPage(decodeURIComponent(hash.slice(CHECK.length)), ports);
    const page = PAGES.find((each) => each.hash === hash);
    return await (page ?? PAGES[0]).open(ports);
  } catch (error) {
    return problemView(error);
  }
}

function problemView(error: unknown): View {
  const text =
    error instanceof ApiError && error.status === 404
      ? 'There is nothing of this name.'
      : (error as Error).message;
  return {
    title: 'Problem',
    element: h(
      'article',
      {},
      h('h1', { text: 'This cannot be shown' }),
      h('p', { text }),
      h('p', {}, h('a', { href: '#/', text: 'All checks' })),
    ),
  };
}
