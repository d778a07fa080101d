import type { IncidentView, Moment } from './api.ts';
import { h } from './element.ts';
import { spanText } from './format.ts';
import type { Ports, View } from './view.ts';
import { bothText } from './zones.ts';

/** A moment in words: `slack is told`, `acknowledged by ada`. */
export function momentText({ what, who = 'somebody', words = '' }: Moment): string {
  if (what === 'opened') return 'fires';
  if (what === 'told') return `${who} is told`;
  if (what === 'untold') return `${who} could not be told: ${words}`;
  if (what === 'acknowledged') return `acknowledged by ${who}`;
  return words === 'gone' ? 'over: the alarm was deleted' : 'over: the alarm is OK again';
}

export async function incidentsPage(ports: Ports): Promise<View> {
  const place = h('div', { class: 'incidents' });
  const load = async (): Promise<void> => {
    const cards = (await ports.client.incidents()).map((one) => incidentCard(one, ports));
    const none = h('p', { class: 'dim', text: 'There has been no incident.' });
    place.replaceChildren(...(cards.length > 0 ? cards : [none]));
  };
  await load();
  const element = h('article', {}, h('h1', { text: 'Incidents' }), place);
  return { title: 'Incidents', element, follows: ['alarm', 'told'], reload: load };
}

function incidentCard(incident: IncidentView, { zone, now }: Ports): HTMLElement {
  const state = incident.state === 'firing' ? 'failed' : 'passed';
  const { check } = incident.labels;
  const name = check
    ? h('a', { href: `#/checks/${encodeURIComponent(check)}`, text: incident.alarm })
    : incident.alarm;
  const head = h(
    'p',
    { class: 'incident-head' },
    h('span', { class: 'state', text: stateText(incident, now()) }),
    h('span', { class: 'dim', text: incident.labels.severity }),
  );
  return h(
    'section',
    { class: 'card', 'data-state': state },
    h('h2', {}, name),
    head,
    h('p', { class: 'reason', text: incident.reason }),
    h(
      'ol',
      { class: 'timeline' },
      ...incident.timeline.map((moment) => momentItem(moment, incident.openedAt, zone())),
    ),
  );
}

function momentItem(moment: Moment, openedAt: number, zone: string): HTMLLIElement {
  return h(
    'li',
    { class: `moment ${moment.what}` },
    h('span', { class: 'after', text: `+${spanText(moment.at - openedAt)}` }),
    h('span', { text: momentText(moment) }),
    h('time', { class: 'dim', text: bothText(moment.at, zone) }),
  );
}

const stateText = ({ state, openedAt, resolvedAt }: IncidentView, now: number): string =>
  state === 'firing'
    ? `✖ firing for ${spanText(now - openedAt)}`
    : `● over after ${spanText((resolvedAt ?? now) - openedAt)}`;
