import type { Check } from '../../../model/check.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import type { Link, Told } from '../sender.ts';

/** What is known of an incident beyond its alarm. Best effort: neither ever rejects, and both are soon back. */
export interface Facts {
  readonly of: (incident: Incident) => Promise<Omit<Told, 'incident'>>;
  /** Those that cost nothing to know. */
  readonly atHand: (incident: Incident) => Omit<Told, 'incident'>;
  /** A PNG of what the alarm watches. */
  readonly picture: (incident: Incident) => Promise<Uint8Array | undefined>;
}

/** What a check says of itself; of an alarm that is not a check's, the links alone. */
export const ofCheck = (check: Check | undefined, links: readonly Link[]): Omit<Told, 'incident'> => ({
  ...(check && { target: check.target }),
  ...(check?.runbook !== undefined && { runbook: check.runbook }),
  links,
  locations: [],
});
