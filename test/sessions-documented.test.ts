import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CALENDAR_CODES, calendarOf } from '../model/session/calendar.ts';

const document = readFileSync(new URL('../docs/sessions.md', import.meta.url), 'utf8');

it('every calendar is documented with its name, its zone and how far it is known, and no other', () => {
  const rows = [...document.matchAll(/^\| `(\w+)` +\|(.+)\|$/gm)].map(([, code, cells = '']) => {
    const [name, zone, , year] = cells.split('|').map((cell) => cell.trim());
    return [code, name, zone, year];
  });
  const known = CALENDAR_CODES.map((code) => {
    const { name, timeZone, horizon } = calendarOf(code);
    return [code, name, timeZone, horizon.to.slice(0, 4)];
  });
  expect(rows).toEqual(known);
});
