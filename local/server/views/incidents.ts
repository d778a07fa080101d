import { LOOK_BACK_MS } from '../../../functions/notify/facts/locations.ts';
import { PAST_INCIDENTS } from '../../../functions/notify/ingest.ts';
import type { Kept, Shelf, Store } from '../../../functions/notify/store.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import type { Notice } from '../../../model/incident/notice.ts';
import type { Watched } from '../../twin/watch.ts';
import { type Answer, json } from '../answer.ts';
import { limit, readParameters, word } from '../parameters.ts';
import { type Trouble, troubleOf } from '../recent.ts';
import type { Call } from '../route.ts';
import { type Telling, tellingsOf, type Untold, untoldOf } from './tellings.ts';

/** An incident, and who was told of it. Times are epoch milliseconds. */
export interface IncidentTold {
  readonly incident: Omit<Incident, 'arn' | 'hops'>;
  /** In the order of time. */
  readonly told: readonly Telling[];
  readonly untold: readonly Untold[];
  /** What was wrong in its check's own words, the last time before it was over; absent where the check said nothing. */
  readonly says?: Trouble;
}

const WHICH = ['open', 'past', 'all'] as const;

/** Those that fire, then those that are over, each the latest first. */
export async function incidents({ server: { watched }, query }: Call): Promise<Answer> {
  const asked = readParameters(query, { state: word(WHICH, 'all'), limit: limit(100, 1_000) });
  const all = await everyIncident(watched.archive.notifications);
  const found = all
    .filter(({ state }) => asked.state === 'all' || (state === 'firing') === (asked.state === 'open'))
    .sort((a, b) => rank(a) - rank(b) || b.openedAt - a.openedAt)
    .slice(0, asked.limit);
  const notices = await noticesByIncident(watched);
  return json(
    200,
    found.map((one) => toldOf(one, notices.get(one.id) ?? [], watched)),
  );
}

const rank = ({ state }: Incident): number => (state === 'firing' ? 0 : 1);

export const openIncidents = async (store: Store): Promise<Incident[]> =>
  (await store.list<Incident>('incidents')).map(bare).filter(({ state }) => state === 'firing');

/** Those that their alarm stands at, and those before. An OK without an ALARM is remembered too, and is none. */
async function everyIncident(store: Store): Promise<Incident[]> {
  const [current, past] = await Promise.all([
    store.list<Incident>('incidents'),
    store.list<Incident>(PAST_INCIDENTS),
  ]);
  const byId = new Map([...past, ...current].map(({ value }) => [value.id, value]));
  return [...byId.values()].filter(({ openedAt, resolvedAt }) => resolvedAt !== openedAt);
}

const bare = <Value>({ value }: Kept<Value>): Value => value;

export function toldOf(
  incident: Incident,
  notices: readonly Notice[],
  { archive }: Pick<Watched, 'archive'>,
): IncidentTold {
  const { arn: _, hops: __, ...rest } = incident;
  const says = lastWords(incident, archive);
  return {
    incident: rest,
    told: tellingsOf(incident, notices),
    untold: untoldOf(notices),
    ...(says && { says }),
  };
}

/** The alarm's reason is CloudWatch's, and only counts. A check of which nothing is heard has said nothing of that. */
function lastWords(
  { cause, openedAt, resolvedAt, labels: { check } }: Incident,
  archive: Watched['archive'],
): Trouble | undefined {
  if (check === undefined || cause === 'missing') return undefined;
  const before = resolvedAt === undefined ? {} : { before: resolvedAt };
  const [bad] = archive.results({ check, limit: 1, bad: true, ...before });
  return bad && Date.parse(bad.scheduledAt) >= openedAt - LOOK_BACK_MS ? troubleOf(bad) : undefined;
}

/** What every receiver knows, and knew, by the incident's id. */
export async function noticesByIncident(watched: Watched): Promise<ReadonlyMap<string, Notice[]>> {
  const store = watched.archive.notifications;
  const shelves = (await receiversOf(watched)).flatMap((name): Shelf[] => [
    `notices/${name}`,
    `history/${name}`,
  ]);
  const kept = await Promise.all(shelves.map((shelf) => store.list<Notice>(shelf)));
  const byIncident = new Map<string, Notice[]>();
  for (const notice of kept.flat().map(bare)) {
    for (const { id } of notice.entries) byIncident.set(id, [...(byIncident.get(id) ?? []), notice]);
  }
  return byIncident;
}

/** Those that an alarm reaches, and those that have a lane: a fallback, or one of earlier definitions. */
async function receiversOf({ alarms, reach, archive }: Watched): Promise<string[]> {
  const lanes = await archive.notifications.list('lanes');
  const reached = alarms().flatMap((alarm) => reach(alarm).map(({ receiver }) => receiver));
  return [...new Set([...reached, ...lanes.map(({ id }) => id)])].sort();
}
