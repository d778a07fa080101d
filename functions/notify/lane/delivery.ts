import type { Step } from '../../../model/incident/decide.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import type { NoticeEntry } from '../../../model/incident/notice.ts';
import { SEVERITIES } from '../../../model/labels.ts';
import type { Facts } from '../facts/facts.ts';
import { PAST_INCIDENTS } from '../ingest.ts';
import type { Delivery, Told } from '../sender.ts';
import type { Store } from '../store.ts';

/** Up to so many incidents are told with all that can be learnt of each. */
const MAX_WITH_FACTS = 5;

interface DeliveryPorts {
  readonly store: Store;
  readonly facts: Facts;
  /** Those that there are, by id. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a sender gets for a step. */
export async function deliveryOf({ notice, event }: Step, ports: DeliveryPorts): Promise<Delivery> {
  const found = await Promise.all(notice.entries.map((entry) => incidentOf(entry, ports)));
  const incidents = worstFirst(found.filter((incident) => incident !== undefined));
  const [first] = incidents;
  return {
    id: `${notice.id}/${event}/${notice.pending?.since ?? ports.now}`,
    event,
    notice,
    incidents: await withFacts(incidents, event === 'resolved', ports.facts),
    at: ports.now,
    picture: async () => first && ports.facts.picture(first),
  };
}

/** One that has begun anew since is among the past ones. */
async function incidentOf(
  { id, key }: NoticeEntry,
  { store, incidents }: DeliveryPorts,
): Promise<Incident | undefined> {
  const known = incidents.get(id) ?? (await store.get<Incident>(PAST_INCIDENTS, id))?.value;
  return known ?? [...incidents.values()].find((incident) => incident.key === key);
}

async function withFacts(
  incidents: readonly Incident[],
  isOver: boolean,
  facts: Facts,
): Promise<readonly Told[]> {
  const isShort = incidents.length <= MAX_WITH_FACTS && !isOver;
  return Promise.all(
    incidents.map(async (incident) => ({
      incident,
      ...(isShort ? await facts.of(incident) : facts.atHand(incident)),
    })),
  );
}

/** What fires before what is over, then by severity, then the oldest. */
const worstFirst = (incidents: readonly Incident[]): Incident[] =>
  [...incidents].sort((a, b) => rank(a) - rank(b) || a.openedAt - b.openedAt);

const rank = ({ state, labels }: Incident): number =>
  SEVERITIES.indexOf(labels.severity) + (state === 'firing' ? 0 : SEVERITIES.length);
