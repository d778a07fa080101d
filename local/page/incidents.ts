import { acknowledgeDialog } from './acknowledge.ts';
import type { IncidentTold } from './api.ts';
import { h, keepingFocus } from './element.ts';
import { agoText, spanText } from './format.ts';
import type { Ports, View } from './view.ts';
import { bothText } from './zones.ts';

/** Something that happened in the course of an incident. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: 'opened' | 'acknowledged' | 'resolved' | 'told' | 'untold';
  readonly text: string;
}

const RESOLVED = { recovered: 'over: the alarm is OK again', gone: 'over: the alarm was deleted' } as const;

/** What happened in an incident, and who was told or could not be, in the order of time. */
export function momentsOf({ incident, told, untold }: IncidentTold): Moment[] {
  const { openedAt, acknowledged, resolvedAt, resolution = 'recovered' } = incident;
  const own: Moment[] = [{ at: openedAt, what: 'opened', text: 'fires' }];
  if (acknowledged)
    own.push({ at: acknowledged.at, what: 'acknowledged', text: `acknowledged by ${acknowledged.by}` });
  if (resolvedAt !== undefined) own.push({ at: resolvedAt, what: 'resolved', text: RESOLVED[resolution] });
  const tellings = told.map(
    ({ at, receiver, event, note }): Moment => ({
      at,
      what: 'told',
      text: `${receiver} is told: ${event}${note === undefined ? '' : ` (${note})`}`,
    }),
  );
  const problems = untold.map(
    ({ since, receiver, problem }): Moment => ({
      at: since,
      what: 'untold',
      text: `${receiver} could not be told yet: ${problem}`,
    }),
  );
  return [...own, ...tellings, ...problems].toSorted((a, b) => a.at - b.at);
}

export async function incidentsPage(ports: Ports): Promise<View> {
  const place = h('div', { class: 'incidents' });
  const load = async (): Promise<void> => {
    const all = await ports.client.incidents();
    const cards = all.map((one) => incidentCard(one, ports, (key) => dialog.open(key)));
    const none = h('p', { class: 'dim', text: 'There has been no incident.' });
    keepingFocus(() => place.replaceChildren(...(cards.length > 0 ? cards : [none])));
  };
  const dialog = acknowledgeDialog({ client: ports.client, onAcknowledged: load });
  await load();
  const element = h('article', {}, h('h1', { text: 'Incidents' }), place, dialog.element);
  return { title: 'Incidents', element, follows: ['alarm', 'told'], reload: load };
}

function incidentCard(told: IncidentTold, ports: Ports, acknowledge: (key: string) => void): HTMLElement {
  const { zone, now, canAcknowledge } = ports;
  const { incident } = told;
  const { check, severity } = incident.labels;
  const name = check
    ? h('a', { href: `#/checks/${encodeURIComponent(check)}`, text: incident.alarm })
    : incident.alarm;
  const head = h(
    'p',
    { class: 'incident-head' },
    h('span', { class: 'state', text: stateText(incident, now()) }),
    h('span', { class: 'dim', text: severity }),
  );
  const moments = momentsOf(told).map((moment) => momentItem(moment, incident.openedAt, zone()));
  return h(
    'section',
    { class: 'card', 'data-state': incident.state === 'firing' ? 'failed' : 'passed' },
    h('h2', {}, name),
    head,
    checkSays(told, now()),
    h('p', { class: 'reason', text: incident.reason }),
    canAcknowledge() && isUnanswered(incident) && acknowledgeButton(incident, acknowledge),
    h('ol', { class: 'timeline' }, ...moments),
  );
}

/** What is, or was, wrong in the check's own words. */
function checkSays({ incident, says }: IncidentTold, now: number): HTMLElement | false {
  if (!says) return false;
  const ago = h('span', { class: 'dim', text: agoText(says.at, now) });
  return h('p', { class: 'says' }, h('span', { text: `${incident.labels.check}: ${says.message}` }), ago);
}

const isUnanswered = ({ state, acknowledged }: IncidentTold['incident']): boolean =>
  state === 'firing' && acknowledged === undefined;

function acknowledgeButton(
  { key, id, alarm }: IncidentTold['incident'],
  acknowledge: (key: string) => void,
): HTMLElement {
  const button = h('button', { type: 'button', class: 'quiet', id: `ack-${id}`, text: 'Acknowledge' });
  button.setAttribute('aria-label', `Acknowledge ${alarm}`);
  button.addEventListener('click', () => acknowledge(key));
  return button;
}

const momentItem = ({ at, what, text }: Moment, openedAt: number, zone: string): HTMLLIElement =>
  h(
    'li',
    { class: `moment ${what}` },
    h('span', { class: 'after', text: `+${spanText(at - openedAt)}` }),
    h('span', { text }),
    h('time', { class: 'dim', text: bothText(at, zone) }),
  );

const stateText = ({ state, openedAt, resolvedAt }: IncidentTold['incident'], now: number): string =>
  state === 'firing'
    ? `✖ firing for ${spanText(now - openedAt)}`
    : `● over after ${spanText((resolvedAt ?? now) - openedAt)}`;
