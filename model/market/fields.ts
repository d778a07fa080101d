import { timeReader } from './event-time.ts';
import type { FieldMap, Tick, TickField, TimeFormat } from './tick.ts';

/** Reads a tick out of a row; `undefined` for a row that names no symbol where the map asks for one. */
export type TickReader = (row: unknown) => Tick | undefined;

const NUMBERS = ['price', 'size', 'bid', 'ask', 'sequence'] as const satisfies readonly TickField[];

/**
 * A reader of rows by a map of fields, each a name or a path of names with dots (`last.price`, `0` for the first of a list);
 * a name that has dots of its own (`Adj. Close`) is taken as it is where a row has it.
 * A number may be text; what cannot be read is absent. Without a symbol in the map, every tick is of the symbol `''`.
 */
export function tickReader(map: FieldMap, time: TimeFormat): TickReader {
  const read = timeReader(time);
  const places = Object.fromEntries(Object.entries(map).map(([name, path]) => [name, placeOf(path)]));
  const numbers = NUMBERS.filter((name) => places[name]);
  return (row) => {
    const symbol = places.symbol ? nameOf(places.symbol(row)) : '';
    if (symbol === undefined) return undefined;
    const tick: Writable<Tick> = { symbol };
    const venue = places.venue && nameOf(places.venue(row));
    if (venue) tick.venue = venue;
    const when = places.time && read(places.time(row));
    if (when !== undefined) tick.at = when;
    for (const name of numbers) {
      const value = numberOf(places[name]?.(row));
      if (value !== undefined) tick[name] = value;
    }
    return tick;
  };
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

function placeOf(name: string): (row: unknown) => unknown {
  const path = name.split('.');
  if (path.length === 1) return (row) => valueAt(row, path);
  return (row) => valueAt(row, [name]) ?? valueAt(row, path);
}

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
