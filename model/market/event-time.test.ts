import { expect, it } from 'vitest';
import { timeReader } from './event-time.ts';
import type { TimeFormat } from './tick.ts';

const SYDNEY = { zone: 'Australia/Sydney' } as const;

it.each<[sentence: string, format: TimeFormat, value: unknown, iso: string | undefined]>([
  ['ISO 8601 in UTC', 'iso', '2026-11-25T12:00:00.5Z', '2026-11-25T12:00:00.500Z'],
  ['ISO 8601 with an offset', 'iso', '2026-11-25T23:00:00+11:00', '2026-11-25T12:00:00.000Z'],
  [
    'ISO 8601 without a zone is UTC, whatever this machine is in',
    'iso',
    '2026-11-25T12:00',
    '2026-11-25T12:00:00.000Z',
  ],
  ['a space in the place of T', 'iso', '2026-11-25 12:00:00', '2026-11-25T12:00:00.000Z'],
  ['nanoseconds', 'iso', '2026-11-25T12:00:00.123456789Z', '2026-11-25T12:00:00.123Z'],
  ['a date alone is its midnight', 'iso', '2026-11-25', '2026-11-25T00:00:00.000Z'],
  ['FIX', 'fix', '20261125-12:00:00.250', '2026-11-25T12:00:00.250Z'],
  ['epoch seconds', 's', 1_764_072_000, '2025-11-25T12:00:00.000Z'],
  ['epoch milliseconds as text', 'ms', '1764072000250', '2025-11-25T12:00:00.250Z'],
  ['epoch microseconds', 'us', 1_764_072_000_250_000, '2025-11-25T12:00:00.250Z'],
  ['epoch nanoseconds as text', 'ns', '1764072000250600000', '2025-11-25T12:00:00.250Z'],
  ['epoch nanoseconds as a bigint', 'ns', 1_764_072_000_250_600_000n, '2025-11-25T12:00:00.250Z'],
  ['an exchange in summer', SYDNEY, '2026-01-05 10:00:00', '2026-01-04T23:00:00.000Z'],
  ['an exchange in winter', SYDNEY, '2026-07-06 10:00:00', '2026-07-06T00:00:00.000Z'],
  [
    'an exchange that names its offset all the same',
    SYDNEY,
    '2026-07-06T10:00:00Z',
    '2026-07-06T10:00:00.000Z',
  ],
  [
    'an hour that is there twice is the first',
    { zone: 'America/New_York' },
    '2026-11-01 01:30:00',
    '2026-11-01T05:30:00.000Z',
  ],
  ['no text', 'iso', 12, undefined],
  ['no time', 'iso', 'yesterday', undefined],
  ['no date', 'iso', '2026-02-30T10:00:00Z', undefined],
  ['no hour', 'iso', '2026-02-20T25:00:00Z', undefined],
  ['no number', 'ms', '', undefined],
  ['nothing', 'ms', null, undefined],
  ['a number beyond all time', 's', 1e300, undefined],
  ['not a number', 'ms', Number.NaN, undefined],
])('%s', (_sentence, format, value, iso) => {
  const at = timeReader(format)(value);
  expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(iso);
});

it('keeps fractions of a millisecond', () => {
  expect(timeReader('us')(1_764_072_000_250_500)).toBe(1_764_072_000_250.5);
  expect(timeReader('iso')('2026-11-25T12:00:00.0005Z')).toBe(Date.parse('2026-11-25T12:00:00Z') + 0.5);
});

it('a zone that there is none of is an error', () => {
  expect(() => timeReader({ zone: 'Mars/Olympus' })).toThrow(RangeError);
});
