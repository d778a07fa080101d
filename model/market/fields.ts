import { timeReader } from './event-time.ts';
import type { FieldMap, Tick, TickField, TimeFormat } from './tick.ts';

/** Reads a tick out of a row; `undefined` for a row that names no symbol where the map asks for one. */
export type TickReader = (row: unknown) => Tick | undefined;

const NUMBERS = ['price', 'size', 'bid', 'ask', 'sequence'] as const satisfies readonly TickField[];

/**
 * A reader of rows by a map of fields, each a name or a path of names with dots (`last.price`, `0` for the first of a list).
 * A number may be text; what cannot be read is absent. Without a symbol in the map, every tick is of the symbol `''`.
 */
export function tickReader(map: FieldMap, time: TimeFormat): TickReader {
  const read = timeReader(time);
  const places = Object.fromEntries(Object.entries(map).map(([name, path]) => [name, path.split('.')]));
  const numbers = NUMBERS.filter((name) => places[name]);
  return (row) => {
    const symbol = places.symbol ? nameOf(valueAt(row, places.symbol)) : '';
    if (symbol === undefined) return undefined;
    const tick: Writable<Tick> = { symbol };
    const venue = places.venue && nameOf(valueAt(row, places.venue));
    if (venue) tick.venue = venue;
    const when = places.time && read(valueAt(row, places.time));
    if (when !== undefined) tick.at = when;
    for (const name of numbers) {
      const value = numberOf(valueAt(row, places[name] ?? []));
      if (value !== undefined) tick[name] = value;
    }
    return tick;
  };
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** What stands at a path; own properties only, so that no row has a `constructor`. */
export function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
