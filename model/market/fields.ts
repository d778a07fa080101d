import { timeReader } from './event-time.ts';
import type { FieldMap, Tick, TimeFormat } from './tick.ts';

export function tickReader(map: FieldMap, time: TimeFormat): (row: unknown) => Tick | undefined {
  const read = timeReader(time);
  const at = (row: unknown, path: string | undefined): unknown =>
    path
      ?.split('.')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], row);
  const number = (value: unknown) =>
    value === undefined || value === null || value === '' ? undefined : Number(value);
  return (row) => {
    const symbol = at(row, map.symbol);
    if (typeof symbol !== 'string') return undefined;
    const one = (name: keyof FieldMap, value: unknown) => (value === undefined ? {} : { [name]: value });
    const when = map.time ? read(at(row, map.time)) : undefined;
    return {
      symbol,
      ...(when !== undefined && { at: when }),
      ...one('price', number(at(row, map.price))),
      ...one('bid', number(at(row, map.bid))),
      ...one('ask', number(at(row, map.ask))),
      ...one('sequence', number(at(row, map.sequence))),
    };
  };
}
