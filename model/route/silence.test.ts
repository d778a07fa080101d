import { describe, expect, it } from 'vitest';
import { label } from './matcher.ts';
import type { Silence } from './route.ts';
import { silenceBy } from './silence.ts';

const everything = { name: 's', match: [label('team').isNot('')] };

const at = (begins: string, duration: Silence['duration'], timeZone?: string): Silence => ({
  ...everything,
  at: begins,
  duration,
  ...(timeZone && { timeZone }),
});

const cron = (pattern: string, duration: Silence['duration'], timeZone?: string): Silence => ({
  ...everything,
  cron: pattern,
  duration,
  ...(timeZone && { timeZone }),
});

function until(silence: Silence, time: string): string | undefined {
  const found = silenceBy([silence])({ team: 'a' }, Date.parse(time));
  return found && new Date(found.until).toISOString();
}

const BERLIN = 'Europe/Berlin'; // clocks go forward on 29 March 2026 at 02:00, back on 25 October at 03:00
const SYDNEY = 'Australia/Sydney'; // UTC+11 in December
const NEW_YORK = 'America/New_York';

describe('when it is silent', () => {
  it.each<[sentence: string, Silence, time: string, until: string | undefined]>([
    ['once: not before', at('2026-12-05T22:00', '2h'), '2026-12-05T21:59:59.999Z', undefined],
    [
      'once: from the first moment',
      at('2026-12-05T22:00', '2h'),
      '2026-12-05T22:00:00.000Z',
      '2026-12-06T00:00:00.000Z',
    ],
    [
      'once: to the last',
      at('2026-12-05T22:00', '2h'),
      '2026-12-05T23:59:59.999Z',
      '2026-12-06T00:00:00.000Z',
    ],
    ['once: and no longer', at('2026-12-05T22:00', '2h'), '2026-12-06T00:00:00.000Z', undefined],
    [
      'once: in its time zone',
      at('2026-12-05T22:00', '2h', SYDNEY),
      '2026-12-05T12:30:00.000Z',
      '2026-12-05T13:00:00.000Z',
    ],
    ['once: long ago', at('2020-01-01T00:00', '15d'), '2026-12-05T12:30:00.000Z', undefined],
    [
      'once: for fifteen days',
      at('2026-12-01T00:00', '15d'),
      '2026-12-15T23:59:00.000Z',
      '2026-12-16T00:00:00.000Z',
    ],
    [
      'again and again: Saturday evening',
      cron('0 22 * * 6', '4h', BERLIN),
      '2026-12-05T21:00:00.000Z',
      '2026-12-06T01:00:00.000Z',
    ],
    [
      'again and again: over midnight',
      cron('0 22 * * 6', '4h', BERLIN),
      '2026-12-06T00:59:59.500Z',
      '2026-12-06T01:00:00.000Z',
    ],
    [
      'again and again: not on a Sunday evening',
      cron('0 22 * * 6', '4h', BERLIN),
      '2026-12-06T21:30:00.000Z',
      undefined,
    ],
    [
      'in summer an hour earlier by UTC',
      cron('0 22 * * 6', '4h', BERLIN),
      '2026-07-04T20:00:00.000Z',
      '2026-07-05T00:00:00.000Z',
    ],
    [
      'overlapping windows end with the last',
      cron('0 * * * *', '90m'),
      '2026-12-05T12:10:00.000Z',
      '2026-12-05T13:30:00.000Z',
    ],
    [
      'a beginning that the clocks skip is the end of the gap',
      cron('30 2 * * *', '1h', BERLIN),
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T02:00:00.000Z',
    ],
    [
      'a beginning that comes twice counts once',
      cron('30 2 * * *', '1h', BERLIN),
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'the second time it is not silent again',
      cron('30 2 * * *', '1h', BERLIN),
      '2026-10-25T01:30:00.000Z',
      undefined,
    ],
    [
      'a window over the change lasts as the stopwatch says',
      cron('0 1 * * *', '3h', BERLIN),
      '2026-03-29T02:59:00.000Z',
      '2026-03-29T03:00:00.000Z',
    ],
    [
      'west of Greenwich',
      cron('0 17 * * 1-5', '30m', NEW_YORK),
      '2026-12-04T22:15:00.000Z',
      '2026-12-04T22:30:00.000Z',
    ],
  ])('%s', (_, silence, time, expected) => {
    expect(until(silence, time)).toBe(expected);
  });
});

const NOON = Date.parse('2026-12-05T12:00:00Z');

it('only what matches is under it', () => {
  const silence = { ...at('2026-12-05T11:00', '2h'), match: [label('team').is('quant')] };
  const silenced = silenceBy([silence]);
  expect(silenced({ team: 'quant' }, NOON)?.name).toBe('s');
  expect(silenced({ team: 'web' }, NOON)).toBeUndefined();
});

it('of several, it is the one that lasts longest', () => {
  const short = { ...at('2026-12-05T11:00', '2h'), name: 'short' };
  const long = { ...at('2026-12-05T11:30', '3h'), name: 'long' };
  const over = { ...at('2026-12-05T01:00', '1h'), name: 'over' };
  expect(silenceBy([short, long, over])({ team: 'a' }, NOON)?.name).toBe('long');
});

it('asked for another time, it says what is then', () => {
  const silenced = silenceBy([at('2026-12-05T11:00', '2h')]);
  const asked = [NOON, NOON, NOON + 3_600_000, NOON].map((time) => silenced({ team: 'a' }, time)?.name);
  expect(asked).toEqual(['s', 's', undefined, 's']);
});

it('asked about every hour of a year, in either direction, it says the same', () => {
  const silence = cron('30 2 * * 0,3', '5h', BERLIN);
  const hours = Array.from({ length: 366 * 24 }, (_, index) => Date.UTC(2026, 0, 1) + index * 3_600_000 + 1);
  const ask = (silenced: ReturnType<typeof silenceBy>) => (time: number) =>
    silenced({ team: 'a' }, time)?.until;
  const fresh = hours.map((time) => ask(silenceBy([silence]))(time));
  const remembering = silenceBy([silence]);
  expect(hours.map(ask(remembering))).toEqual(fresh);
  expect(hours.toReversed().map(ask(remembering))).toEqual(fresh.toReversed());
  expect(fresh.filter((until) => until !== undefined)).toHaveLength(5 * 2 * 52);
});
