/** What the tables of every exchange cover. Extended each year: see docs/adr/0017-sessions.md. */
export const HORIZON = { from: '2015-01-01', to: '2028-12-31' } as const;

/** Of the markets that keep no holidays: nothing in them has to be announced, so they are known for longer. */
export const FAR_HORIZON = { from: '2015-01-01', to: '2049-12-31' } as const;
