import { expect, it } from 'vitest';
import { calendarOf } from '../session/calendar.ts';
import { closedSays } from './closed.ts';

it.each<[sentence: string, code: 'XASX' | 'XNYS', now: string, says: string]>([
  [
    'a weekend ends on Monday, in the zone of the exchange',
    'XASX',
    '2026-11-28T00:00Z',
    'XASX is closed until Mon 30 Nov, 10:00 in Sydney',
  ],
  [
    'a name of two words is two words',
    'XNYS',
    '2026-11-26T15:00Z',
    'XNYS is closed until Fri 27 Nov, 09:30 in New York',
  ],
  [
    'beyond the horizon nothing is known',
    'XASX',
    '2200-01-01T00:00Z',
    'XASX is closed, and its calendar knows of no further opening',
  ],
])('%s', (_sentence, code, now, says) => expect(closedSays(calendarOf(code), Date.parse(now))).toBe(says));
