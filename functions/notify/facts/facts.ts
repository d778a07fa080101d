import type { Incident } from '../../../model/incident/incident.ts';
import type { Told } from '../sender.ts';

/** What is known of an incident beyond its alarm. Best effort: neither ever rejects, and both are soon back. */
export interface Facts {
  readonly of: (incident: Incident) => Promise<Omit<Told, 'incident'>>;
  /** Those that cost nothing to know. */
  readonly atHand: (incident: Incident) => Omit<Told, 'incident'>;
  /** A PNG of what the alarm watches. */
  readonly picture: (incident: Incident) => Promise<Uint8Array | undefined>;
}
