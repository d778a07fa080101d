import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { patternOf } from '../../model/assertion/pattern.ts';

/** How many problems a message names. */
const MAX_PROBLEMS = 3;

/** ajv's way to run patterns on another engine: ours takes linear time, because the text comes from the target. */
function linear(source: string, flags: string) {
  const pattern = patternOf({ source, flags });
  return { test: (text: string) => pattern.matcher(text).find() };
}

/** Where ajv asks for code, it would write this into it; nothing here is ever compiled ahead. */
const engine = Object.assign(linear, { code: 'linear' });

const ajv = new Ajv({ allErrors: false, strict: false, code: { regExp: engine } });
ajvFormats.default(ajv, { mode: 'fast' });

/** Compiled validators by schema: a cache, so that a check compiles its schema once. */
const compiled = new WeakMap<object, ValidateFunction>();

/** What of a value does not conform to a JSON Schema (draft 7), in words. Throws when the schema itself is wrong. */
export function schemaProblems(schema: object, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(inWords);
}

const inWords = ({ instancePath, message }: ErrorObject): string =>
  `${instancePath || '/'} ${message ?? 'is wrong'}`;
