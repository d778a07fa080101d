import { XETR_DAYS } from '../days/xetr.ts';
import { XLON_DAYS } from '../days/xlon.ts';
import { XPAR_DAYS } from '../days/xpar.ts';
import type { Timetable } from '../timetable.ts';
import { HORIZON } from './horizon.ts';

/** Continuous trading; the closing auction follows it. */
export const XLON: Timetable = {
  code: 'XLON',
  name: 'London Stock Exchange',
  timeZone: 'Europe/London',
  horizon: HORIZON,
  hours: [{ open: '08:00', close: '16:30', pre: ['07:50', '08:00'], post: ['16:30', '16:35'] }],
  ...XLON_DAYS,
};

export const XETR: Timetable = {
  code: 'XETR',
  name: 'Xetra',
  timeZone: 'Europe/Berlin',
  horizon: HORIZON,
  hours: [{ open: '09:00', close: '17:30', pre: ['08:50', '09:00'], post: ['17:30', '17:35'] }],
  ...XETR_DAYS,
};

export const XPAR: Timetable = {
  code: 'XPAR',
  name: 'Euronext Paris',
  timeZone: 'Europe/Paris',
  horizon: HORIZON,
  hours: [{ open: '09:00', close: '17:30', pre: ['07:15', '09:00'], post: ['17:30', '17:40'] }],
  ...XPAR_DAYS,
};
