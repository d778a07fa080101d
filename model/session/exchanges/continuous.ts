import { WEEKDAYS } from '../civil.ts';
import type { Timetable } from '../timetable.ts';
import { FAR_HORIZON } from './horizon.ts';

const NO_EXCEPTIONS = { closed: {}, irregular: [] };

/**
 * Foreign exchange has no exchange and keeps no holidays of its own: it trades from Sunday 17:00 to Friday 17:00 New
 * York, and its date changes at 17:00.
 */
export const FX: Timetable = {
  code: 'FX',
  name: 'Foreign exchange',
  timeZone: 'America/New_York',
  horizon: FAR_HORIZON,
  hours: [{ open: '17:00', close: '17:00' }],
  ...NO_EXCEPTIONS,
};

/** Always open; a session is a day of UTC. */
export const CRYPTO: Timetable = {
  code: 'CRYPTO',
  name: 'Crypto',
  timeZone: 'UTC',
  horizon: FAR_HORIZON,
  hours: [{ days: WEEKDAYS, open: '00:00', close: '24:00' }],
  ...NO_EXCEPTIONS,
};
