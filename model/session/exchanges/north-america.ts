import { CMES_DAYS } from '../days/cmes.ts';
import { XNYS_DAYS } from '../days/xnys.ts';
import { XTSE_DAYS } from '../days/xtse.ts';
import type { Timetable } from '../timetable.ts';
import { HORIZON } from './horizon.ts';

const NEW_YORK = {
  timeZone: 'America/New_York',
  horizon: HORIZON,
  hours: [{ open: '09:30', close: '16:00', pre: ['04:00', '09:30'], post: ['16:00', '20:00'] }],
  ...XNYS_DAYS,
} as const;

export const XNYS: Timetable = { code: 'XNYS', name: 'New York Stock Exchange', ...NEW_YORK };

export const XNAS: Timetable = { code: 'XNAS', name: 'Nasdaq', ...NEW_YORK };

export const XTSE: Timetable = {
  code: 'XTSE',
  name: 'Toronto Stock Exchange',
  timeZone: 'America/Toronto',
  horizon: HORIZON,
  hours: [{ open: '09:30', close: '16:00', pre: ['07:00', '09:30'], post: ['16:15', '17:00'] }],
  ...XTSE_DAYS,
};

/**
 * Equity index futures on CME Globex. A session is what trades until 16:00 Chicago of its date, from 17:00 of the day
 * before; a holiday on which trading halts at noon has its own, though CME clears it with the next date's.
 */
const EQUITY_FUTURES = {
  name: 'CME Globex equity index futures',
  timeZone: 'America/Chicago',
  horizon: HORIZON,
  hours: [
    { open: '17:00', close: '16:15', breaks: [['15:15', '15:30']] },
    // The nightly maintenance was moved a quarter of an hour forward: CME Globex notices of September 2015.
    { from: '2015-09-21', open: '17:00', close: '16:00', breaks: [['15:15', '15:30']] },
    // The rest after the stock exchanges' close was given up: CME Globex notices of June 2021.
    { from: '2021-06-28', open: '17:00', close: '16:00' },
  ],
  ...CMES_DAYS,
} as const;

export const GLBX: Timetable = { code: 'GLBX', ...EQUITY_FUTURES };

/** The same, by the name that other calendars have for it. */
export const CMES: Timetable = { code: 'CMES', ...EQUITY_FUTURES };
