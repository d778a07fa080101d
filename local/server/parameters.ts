import { suggest } from '../../model/finding.ts';
import { Refusal } from './answer.ts';

/** Reads one parameter of a query; absent ones are `undefined`. Throws `Refusal`. */
export type ParameterReader<Value> = (text: string | undefined, name: string) => Value;

type Read<Readers> = {
  readonly [Name in keyof Readers]: Readers[Name] extends ParameterReader<infer Value> ? Value : never;
};

/** The parameters of a query. One that is unknown, given twice or out of its range is refused in one line. */
export function readParameters<Readers extends Readonly<Record<string, ParameterReader<unknown>>>>(
  query: URLSearchParams,
  readers: Readers,
): Read<Readers> {
  const names = Object.keys(readers);
  for (const name of query.keys()) {
    if (!names.includes(name)) throw new Refusal(400, unknown(name, names));
    if (query.getAll(name).length > 1) throw new Refusal(400, `${name} is given twice`);
  }
  const read = names.map((name) => [name, readers[name]?.(query.get(name) ?? undefined, name)]);
  return Object.fromEntries(read) as Read<Readers>;
}

function unknown(name: string, names: readonly string[]): string {
  const every = names.length > 0 ? `there are ${names.join(', ')}` : 'it takes none';
  return `there is no parameter ${JSON.stringify(name)}; ${suggest(name, names, every)}`;
}

const refuse = (name: string, text: string, wanted: string): never => {
  throw new Refusal(400, `${name} is ${JSON.stringify(text)}; write ${wanted}`);
};

interface IntegerRange {
  readonly from: number;
  readonly to: number;
  readonly byDefault: number;
}

export const integer =
  ({ from, to, byDefault }: IntegerRange): ParameterReader<number> =>
  (text, name) => {
    if (text === undefined) return byDefault;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= from && value <= to ? value : refuse(name, text, `a whole number from ${from} to ${to}`);
  };

/** How many of something, latest first. */
export const limit = (byDefault: number, to: number) => integer({ from: 1, to, byDefault });

/** The last moment that `Date` knows (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

/** Epoch milliseconds, or ISO 8601 with its zone. */
export const time: ParameterReader<number | undefined> = (text, name) => {
  if (text === undefined) return undefined;
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = /^\d{1,16}$/.test(text) ? Number(text) : isIso ? Date.parse(text) : Number.NaN;
  const isTime = at >= 0 && at <= MAX_TIME;
  return isTime ? at : refuse(name, text, 'epoch milliseconds, or a time such as 2026-11-22T01:30:00Z');
};

export const flag: ParameterReader<boolean> = (text, name) =>
  text === undefined || text === 'false' ? false : text === 'true' || refuse(name, text, 'true or false');

/** One of these words; absent when it is not given and `byDefault` is not either. */
export function word<const Words extends readonly string[]>(
  words: Words,
): ParameterReader<Words[number] | undefined>;
export function word<const Words extends readonly string[]>(
  words: Words,
  byDefault: Words[number],
): ParameterReader<Words[number]>;
export function word(words: readonly string[], byDefault?: string): ParameterReader<string | undefined> {
  return (text, name) => {
    if (text === undefined || words.includes(text)) return text ?? byDefault;
    return refuse(name, text, `one of ${words.join(', ')}`);
  };
}

const MAX_TEXT = 300;

export const text: ParameterReader<string | undefined> = (given, name) =>
  given === undefined || given.length <= MAX_TEXT
    ? given
    : refuse(name, given.slice(0, 20), `at most ${MAX_TEXT} characters`);
