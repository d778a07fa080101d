import { query } from 'jsonpath-rfc9535';
import { patternOf } from '../../model/assertion/pattern.ts';
import { tickReader } from '../../model/market/fields.ts';
import type { Tick, TimeFormat } from '../../model/market/tick.ts';
import type { HttpResponse } from '../http/words.ts';
import type { Rows } from './words.ts';

/** The ticks of an answer, or why there are none to be had. */
export type RowsRead = { readonly ticks: readonly Tick[] } | { readonly problem: string };

/** Reads the rows of an answer. What the target wrote wrong is a value; nothing here throws because of it. */
export async function readRows(response: HttpResponse, rows: Rows, time: TimeFormat): Promise<RowsRead> {
  const found = await rowsIn(response, rows);
  if ('problem' in found) return found;
  const read = tickReader(
    rows.source === 'feed' ? FEED_FIELDS : rows.fields,
    rows.source === 'feed' ? 'ms' : time,
  );
  if (found.rows.length === 0) return { problem: 'the answer has no rows' };
  const ticks = found.rows.flatMap((row) => read(row) ?? []);
  if (ticks.length === 0)
    return { problem: `no row has a symbol where the fields say, of ${found.rows.length}` };
  if (ticks.every(({ at }) => at === undefined))
    return { problem: `no row has a time that can be read${writtenAs(rows, time)}, of ${found.rows.length}` };
  return { ticks };
}

/** A feed's times are written as its own format has them. */
const writtenAs = ({ source }: Rows, time: TimeFormat): string =>
  source === 'feed' ? '' : ` as ${typeof time === 'object' ? `a time in ${time.zone}` : `'${time}'`}`;

const FEED_FIELDS = { time: 'at' } as const;

type RowsFound = { readonly rows: readonly unknown[] } | { readonly problem: string };

async function rowsIn(response: HttpResponse, rows: Rows): Promise<RowsFound> {
  switch (rows.source) {
    case 'json':
      return jsonRows(response, rows.path);
    case 'csv':
      return csvRows(response.text, rows.separator);
    case 'text':
      return { rows: matchesOf(response.text, rows) };
    case 'feed':
      return (await import('./feed.ts')).feedItems(response.text);
  }
}

function jsonRows(response: HttpResponse, path: string): RowsFound {
  const parsed = attempt(() => response.json);
  if ('problem' in parsed) return parsed;
  const nodes = query(parsed.value as never, path);
  return { rows: nodes };
}

async function csvRows(text: string, separator: string): Promise<RowsFound> {
  const { parse } = await import('csv-parse/sync');
  const parsed = attempt(() =>
    parse(text, {
      columns: true,
      delimiter: separator,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }),
  );
  return 'problem' in parsed ? parsed : { rows: parsed.value };
}

function attempt<Value>(read: () => Value): { readonly value: Value } | { readonly problem: string } {
  try {
    return { value: read() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function matchesOf(text: string, { pattern }: Extract<Rows, { source: 'text' }>): Record<string, string>[] {
  const compiled = patternOf(pattern);
  const names = Object.keys(compiled.namedGroups());
  const matcher = compiled.matcher(text);
  const found: Record<string, string>[] = [];
  while (matcher.find())
    found.push(Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? ''])));
  return found;
}
