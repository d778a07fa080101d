import { query } from 'jsonpath-rfc9535';
import { patternOf } from '../../model/assertion/pattern.ts';
import { isSecret } from '../../model/secret.ts';
import type { HttpSpec } from '../http/check.ts';
import type { HttpResponse } from '../http/words.ts';
import { type Extraction, PLACE } from './words.ts';

export type Variables = Readonly<Record<string, string>>;

/** A request with every variable in its place. What goes into the URL is encoded, so that it stays in its place. */
export function fill(spec: HttpSpec, variables: Variables): HttpSpec {
  const plain = (text: string) => text.replace(PLACE, (place, name: string) => variables[name] ?? place);
  const url = spec.url.replace(PLACE, (place, name: string) => encodeURIComponent(variables[name] ?? place));
  const { headers, query: parameters, body } = spec;
  return {
    ...spec,
    url,
    headers: walk(headers, plain),
    query: walk(parameters, plain),
    body: walk(body, plain),
  };
}

function walk<Value>(value: Value, plain: (text: string) => string): Value {
  if (typeof value === 'string') return plain(value) as Value;
  if (typeof value !== 'object' || value === null || isSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item) => walk(item, plain)) as Value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, plain)])) as Value;
}

/** Longer is no token and no id: a target must not choose how much we send back to it. */
const MAX_LENGTH = 8_192;

/** Line breaks and the like would become headers of their own. */
const CONTROL = /[\p{Cc}]/u;

/** What an extraction finds in an answer, or why it finds nothing that can be used. */
export function extract(
  extraction: Extraction,
  response: HttpResponse,
): { value: string } | { problem: string } {
  const found = attempt(() => find(extraction, response));
  if (found === undefined || found === null) return { problem: `${whereOf(extraction)} gave nothing` };
  if (typeof found === 'object') return { problem: `${whereOf(extraction)} gave an object, not a value` };
  const value = String(found);
  if (value.length > MAX_LENGTH) return { problem: `${whereOf(extraction)} gave ${value.length} characters` };
  return CONTROL.test(value) ? { problem: `${whereOf(extraction)} gave control characters` } : { value };
}

/** A body that is not JSON gives nothing. */
function attempt(find: () => unknown): unknown {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function find({ source, of, pattern }: Extraction, response: HttpResponse): unknown {
  if (source === 'json') return query(response.json as never, of)[0];
  const text = source === 'header' ? response.headers[of] : response.text;
  if (!pattern || text === undefined) return text;
  const matcher = patternOf(pattern).matcher(text);
  if (!matcher.find()) return undefined;
  return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
}

const whereOf = ({ source, of, pattern }: Extraction): string =>
  [source === 'json' ? of : source, source === 'header' && of, pattern && `/${pattern.source}/`]
    .filter(Boolean)
    .join(' ');
