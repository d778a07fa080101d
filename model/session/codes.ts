/** The calendars that a definition may name: ISO 10383 codes, CME's equity index futures, foreign exchange and crypto. */
export const CALENDAR_CODES = [
  'XASX',
  'XNYS',
  'XNAS',
  'XLON',
  'XTKS',
  'XHKG',
  'XETR',
  'XPAR',
  'XTSE',
  'XSES',
  'XNZE',
  'CMES',
  'FX',
  'CRYPTO',
] as const;

export type CalendarCode = (typeof CALENDAR_CODES)[number];
