import type { Facts } from '../../functions/notify/facts/facts.ts';
import { badMetricOf, LOOK_BACK_MS, locationFact } from '../../functions/notify/facts/locations.ts';
import type { LocationFact } from '../../functions/notify/sender.ts';
import type { Check } from '../../model/check.ts';
import type { Incident } from '../../model/incident/incident.ts';
import { factsOf } from '../notifier/notifier.ts';
import type { Archive, SeriesPoint } from '../store/archive.ts';

interface ArchiveFactsOptions {
  readonly archive: Pick<Archive, 'series' | 'results'>;
  readonly now: () => number;
  readonly checks: readonly Check[];
}

/** What the archive knows of an incident: how its check is at each of its locations, and what its last bad result said. */
export function archiveFacts({ archive, now, checks }: ArchiveFactsOptions): Facts {
  const facts = factsOf({ checks });
  const known = new Map(checks.map((check) => [check.id, check]));
  return {
    ...facts,
    of: async (incident) => {
      const check = known.get(incident.labels.check ?? '');
      const locations = check ? locationsOf(incident, check, { archive, now: now() }) : [];
      return { ...facts.atHand(incident), locations };
    },
  };
}

const STEP_SECONDS = 60;

function locationsOf(
  incident: Incident,
  check: Check,
  { archive, now }: { readonly archive: ArchiveFactsOptions['archive']; readonly now: number },
): LocationFact[] {
  const metric = badMetricOf(incident);
  if (!metric) return [];
  const [last] = archive.results({ check: check.id, limit: 1, bad: true });
  return check.locations.map((location) => {
    const dimensions = { Check: check.id, Location: location };
    const range = { from: now - LOOK_BACK_MS, to: now, stepSeconds: STEP_SECONDS } as const;
    const points = archive
      .series({ metric, dimensions, ...range })
      .map(worstOf)
      .reverse();
    const fact = locationFact({ check, location, points, now });
    return fact.state === 'bad' && last ? { ...fact, message: last.message } : fact;
  });
}

const worstOf = ({ at, max }: SeriesPoint) => ({ at, value: max });
