import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Rows of equal length, kept by column: what repeats then stands side by side, and packs well. */
export type Rows = readonly (readonly unknown[])[];

/** JSON keeps every number exactly, and deflate brings its digits near to what they say. */
export const pack = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value));

export const unpack = <Value>(blob: Uint8Array): Value =>
  JSON.parse(inflateRawSync(blob).toString()) as Value;

export const packRows = (rows: Rows): Uint8Array => pack(transpose(rows));

export const unpackRows = <Row extends readonly unknown[]>(blob: Uint8Array): Row[] =>
  transpose(unpack<Rows>(blob)) as unknown as Row[];

const transpose = (rows: Rows): unknown[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
