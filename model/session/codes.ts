/**
 * The calendars that a definition may name: ISO 10383 codes, foreign exchange and crypto. `GLBX` are CME's equity index
 * futures; `CMES` is what other calendars call them.
 */
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
  'GLBX',
  'CMES',
  'FX',
  'CRYPTO',
] as const;

export type CalendarCode = (typeof CALENDAR_CODES)[number];
