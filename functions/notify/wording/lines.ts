import type { Incident } from '../../../model/incident/incident.ts';
import { oneLine } from '../../../model/line.ts';
import type { Delivery, Link, LocationFact, Told } from '../sender.ts';
import { nameOf } from './subject.ts';
import { firstOf } from './text.ts';
import { moment, spoken } from './time.ts';

/** One fact, as people read it. */
export interface Line {
  readonly label: string;
  readonly text: string;
}

const MAX_NAMED = 10;
const MAX_LOCATIONS = 20;
const MAX_FACT = 1_000;
const MAX_SAID = 200;

/** The facts behind the headline, the most wanted first. */
export function linesOf(delivery: Delivery): Line[] {
  const [only, ...others] = delivery.incidents;
  const lines = only && others.length === 0 ? factsOf(only, delivery.at) : digestOf(delivery);
  return [...lines, ...given('Note', delivery.notice.note)].map(({ label, text }) => ({
    label,
    text: oneLine(text, MAX_FACT),
  }));
}

/** Where to look next: the runbook first. Only what a browser opens. */
export function linksOf({ incidents }: Delivery): Link[] {
  const [first] = incidents;
  const links = [
    ...(first?.runbook ? [{ label: 'Runbook', href: first.runbook }] : []),
    ...(first?.links ?? []),
  ];
  return links.filter(({ href }) => /^https?:\/\//i.test(href) && URL.canParse(href));
}

function factsOf({ incident, target, locations }: Told, at: number): Line[] {
  const { labels, acknowledged, reason } = incident;
  return [
    timeOf(incident, at),
    ...given('Locations', firstOf(locations.map(ofLocation), MAX_LOCATIONS)),
    ...given('Last good', lastGood(locations)),
    ...given('Acknowledged', acknowledged && `by ${acknowledged.by} at ${moment(acknowledged.at)}`),
    ...given('Team', labels.team),
    ...given('Target', target),
    ...given('Reason', reason),
  ];
}

const given = (label: string, text: string | undefined): Line[] => (text ? [{ label, text }] : []);

type Course = Pick<Incident, 'openedAt' | 'resolvedAt' | 'state'>;

function timeOf({ openedAt, resolvedAt, state }: Course, at: number): Line {
  if (state === 'firing')
    return { label: 'Since', text: `${moment(openedAt)}, for ${spoken(at - openedAt)}` };
  const end = resolvedAt ?? at;
  return {
    label: 'Lasted',
    text: `${spoken(end - openedAt)}, from ${moment(openedAt)} to ${moment(end)}`,
  };
}

function ofLocation({ location, state, message }: LocationFact): string {
  if (state === 'silent') return `${location} sends nothing`;
  if (state === 'good') return `${location} is good`;
  return message ? `${location} says "${oneLine(message, MAX_SAID)}"` : `${location} is bad`;
}

function lastGood(locations: readonly LocationFact[]): string | undefined {
  const latest = locations
    .map(({ location, lastGoodAt }) => ({ location, at: lastGoodAt ?? Number.NEGATIVE_INFINITY }))
    .reduce((best, one) => (one.at > best.at ? one : best), {
      location: '',
      at: Number.NEGATIVE_INFINITY,
    });
  return latest.location ? `${moment(latest.at)} at ${latest.location}` : undefined;
}

function digestOf({ incidents, at }: Delivery): Line[] {
  const all = incidents.map(({ incident }) => incident);
  const [first] = all.toSorted((a, b) => a.openedAt - b.openedAt);
  if (!first) return [];
  const firing = all.filter(({ state }) => state === 'firing');
  const isOver = firing.length === 0;
  const shown = isOver ? all : firing;
  const resolvedAt = Math.max(...all.map((one) => one.resolvedAt ?? at));
  const teams = new Set(shown.flatMap(({ labels }) => labels.team ?? []));
  return [
    timeOf({ openedAt: first.openedAt, resolvedAt, state: isOver ? 'resolved' : 'firing' }, at),
    ...given('Checks', firstOf(byCheck(shown), MAX_NAMED)),
    { label: 'Alarms', text: firstOf(shown.map(nameOf), MAX_NAMED) },
    ...given(teams.size === 1 ? 'Team' : 'Teams', firstOf([...teams], MAX_NAMED)),
  ];
}

/** How many alarms each check has, most first: `portfolio-api 3`. */
function byCheck(incidents: readonly Incident[]): string[] {
  const counts = new Map<string, number>();
  for (const { labels } of incidents)
    if (labels.check) counts.set(labels.check, (counts.get(labels.check) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([check, count]) => `${check} ${count}`);
}
