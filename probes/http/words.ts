import type { Assertion } from '../../model/assertion/assertion.ts';
import * as general from '../../model/assertion/words.ts';
import { assertion, numberWords, presenceWords, textWords, timeWords } from '../../model/assertion/words.ts';

/** The assertions that make sense for an HTTP answer. */
export type HttpAssertion = Assertion<
  | 'status'
  | 'header'
  | 'text'
  | 'jsonPath'
  | 'schema'
  | 'size'
  | 'redirects'
  | 'httpVersion'
  | 'tlsVersion'
  | 'phase'
  | 'certificate'
  | 'response'
>;

/** What a function assertion is handed. `json` throws when the body is not JSON. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** The status of the last answer: `status.is(200)`, `status.isOneOf([200, 204])`, `status.isClass('2xx')`. */
export const status = {
  ...numberWords('status'),
  isOneOf: (expected: readonly number[]) => assertion('status', 'isOneOf', expected),
  isClass: (expected: '1xx' | '2xx' | '3xx' | '4xx' | '5xx') => assertion('status', 'isClass', expected),
};

/** A header of the last answer, by its name in any case; repeated ones are joined with `, `. */
export function header(name: string) {
  const scope = { of: name.toLowerCase() };
  return { ...textWords('header', scope), ...presenceWords('header', scope), ...timeWords('header', scope) };
}

/** Bytes of the body, decoded: `size.below(100_000)`. */
export const size = numberWords('size');

/** How many redirects were followed. */
export const redirects = numberWords('redirects');

/** The version of HTTP that was spoken: `httpVersion.is('2')`, with `http2: true`. */
export const httpVersion = { is: (expected: '1.1' | '2') => assertion('httpVersion', 'is', expected) };

/** The JSON body conforms to a JSON Schema, draft 7: `conformsTo({ type: 'object', required: ['price'] })`. */
export const conformsTo = (schema: object) => assertion('schema', 'conforms', schema);

/** A condition as a function: `satisfies('totals add up', ({ json }) => add(json) === 0)`. True when it holds. */
export const satisfies = (name: string, test: (response: HttpResponse) => boolean): Assertion<'response'> =>
  general.satisfies(name, test);
