import type { PatternSource } from '../../model/assertion/pattern.ts';
import type { FieldMap } from '../../model/market/tick.ts';

/** Where an answer has its rows, and what stands where in them. Plain data, made by `rows`. */
export type Rows =
  | { readonly source: 'json'; readonly path: string; readonly fields: FieldMap }
  | { readonly source: 'csv'; readonly separator: string; readonly fields: FieldMap }
  | { readonly source: 'text'; readonly pattern: PatternSource; readonly fields: FieldMap }
  | { readonly source: 'feed' };

/** The rows of an answer: `rows: rows.json('$.quotes[*]', { symbol: 'symbol', time: 'asOf', price: 'last.price' })`. */
export const rows = {
  /** The nodes that an RFC 9535 path selects. Fields are names, or names joined with dots. */
  json: (path: string, fields: FieldMap): Rows => ({ source: 'json', path, fields }),
  /** The lines below a header, whose names the fields are. */
  csv: (fields: FieldMap, { separator = ',' }: { readonly separator?: string } = {}): Rows => ({
    source: 'csv',
    separator,
    fields,
  }),
  /** Every match of a pattern, run in linear time. Fields are the names of its groups; by default each has its own name. */
  text: (pattern: RegExp, fields?: FieldMap): Rows => ({
    source: 'text',
    pattern: { source: pattern.source, flags: pattern.flags.replaceAll('g', '') },
    fields: fields ?? ownNames(pattern.source),
  }),
  /** The items of an RSS, Atom or JSON feed: the newest is what counts. */
  feed: (): Rows => ({ source: 'feed' }),
};

/** Whether the rows say where each symbol trades. */
export const hasVenues = (rows: Rows): boolean => rows.source !== 'feed' && rows.fields.venue !== undefined;

const GROUP = /\(\?P?<([a-z]\w*)>/gi;

/** A pattern that names its groups as ticks name their parts needs no map. */
const ownNames = (source: string): FieldMap =>
  Object.fromEntries([...source.matchAll(GROUP)].map(([, name]) => [name, name]));
