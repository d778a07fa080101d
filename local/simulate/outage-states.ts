/** What an outage can be: the two bad verdicts, and that nothing is measured. */
export const OUTAGE_STATES = ['failed', 'degraded', 'silent'] as const;

export type OutageState = (typeof OUTAGE_STATES)[number];
