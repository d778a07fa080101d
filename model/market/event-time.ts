import { DAY_MS, dayOf } from '../session/civil.ts';
import { type Zone, zoneOf } from '../session/zone.ts';
import type { TimeFormat } from './tick.ts';

/** Reads an event time as a source writes it into epoch milliseconds with fractions; `undefined` for what is none. */
export type TimeReader = (value: unknown) => number | undefined;

/** A reader for one way of writing time; nanoseconds are read to a quarter of a microsecond, which a number can hold. Throws `RangeError` for a zone that there is none of. */
export function timeReader(format: TimeFormat): TimeReader {
  if (typeof format === 'object') return zonedReader(format.zone);
  if (format === 'iso' || format === 'fix') return wallReader(readUtc);
  const perMs = PER_MS[format];
  return (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' || typeof number === 'bigint'
      ? plausible(Number(number) / perMs)
      : undefined;
  };
}

/** How many of a unit are a millisecond: divided by, because 1e-6 is no number of a binary machine. */
const PER_MS = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 } as const;

/** The largest time that a Date can hold (ECMA-262, time values). */
const MAX_MS = 8.64e15;

const plausible = (ms: number): number | undefined => (Math.abs(ms) <= MAX_MS ? ms : undefined);

/** What a text says of a wall clock: its day since 1970-01-01, the milliseconds after midnight, and an offset where there is one. */
interface Wall {
  readonly day: number;
  readonly clockMs: number;
  /** What it is ahead of UTC, in milliseconds; absent when the text does not say. */
  readonly offsetMs?: number;
}

/** ISO 8601 with any of `T`, a space and FIX's dash, dates with or without dashes, and fractions of any length. */
const WALL =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T -](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

function wallOf(text: string): Wall | undefined {
  const match = WALL.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, date, hours = '0', minutes = '0', seconds = '0', fraction = '', offset] = match;
  const day = dayOf(`${year}-${month}-${date}`);
  if (Number.isNaN(day) || Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60)
    return undefined;
  const clockMs =
    (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction || 0}`)) * 1_000;
  return { day, clockMs, ...(offset && { offsetMs: offsetOf(offset) }) };
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [text.slice(1, 3), text.slice(-2)];
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const wallReader =
  (read: (wall: Wall) => number): TimeReader =>
  (value) => {
    const wall = typeof value === 'string' ? wallOf(value) : undefined;
    return wall && plausible(read(wall));
  };

const readUtc = ({ day, clockMs, offsetMs = 0 }: Wall): number => day * DAY_MS + clockMs - offsetMs;

/** Years around today that a zone's offsets are known for: event times are recent. */
const FROM_DAY = dayOf('2010-01-01');
const TO_DAY = dayOf('2037-12-31');

/** Zones by name: a cache, because asking the platform for every offset of a zone takes milliseconds. */
const zones = new Map<string, Zone>();

/** Times of an exchange's wall clock. One that names its own offset is read by that. */
function zonedReader(name: string): TimeReader {
  const zone = zones.get(name) ?? zoneOf(name, { fromDay: FROM_DAY, toDay: TO_DAY });
  zones.set(name, zone);
  return wallReader((wall) =>
    wall.offsetMs === undefined ? zone.instantOf(wall.day, wall.clockMs) : readUtc(wall),
  );
}
