import { query } from 'jsonpath-rfc9535';
import type { Assertion, Quantifier, Reading } from '../../model/assertion/assertion.ts';
import { durationOf, type Phase, type Phases } from '../../model/phase.ts';
import { certificateReading } from '../net/certificate.ts';
import type { Connection } from '../net/dial.ts';
import type { HttpResponse } from './words.ts';

/** The last answer, whole and decoded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly redirects: number;
  readonly connection: Connection | undefined;
}

interface ReaderOptions {
  readonly answer: Answer;
  readonly phases: Phases;
  readonly now: number;
  readonly expect: readonly Assertion[];
}

/** Gives the values that assertions are about. The body is decoded and parsed once, when first asked for. */
export async function reader({ answer, phases, now, expect }: ReaderOptions) {
  const response = new LazyResponse(answer);
  const conforming = expect.some(({ source }) => source === 'schema')
    ? await import('./schema.ts')
    : undefined;
  const readers: Record<string, (assertion: Assertion & { readonly of: string }) => Reading> = {
    ...aboutConnection(answer, now),
    status: () => ({
      value: answer.status,
      reason: answer.status >= 500 ? 'server_error' : 'unexpected_status',
    }),
    header: ({ of }) => ({ value: answer.headers[of], reason: 'unexpected_header' }),
    text: () => ({ value: response.text, reason: 'unexpected_body' }),
    jsonPath: ({ of, quantifier }) => ({ ...select(response, of, quantifier), reason: 'unexpected_body' }),
    schema: ({ expected }) => ({
      ...problemsOf(response, (value) => conforming?.schemaProblems(Object(expected), value)),
      reason: 'unexpected_body',
    }),
    size: () => ({ value: answer.body.length, reason: 'unexpected_body' }),
    redirects: () => ({ value: answer.redirects, reason: 'unexpected_redirects' }),
    phase: ({ of }) => ({ value: durationOf(phases, of as Phase), reason: 'too_slow' }),
    response: () => ({ value: response }),
  };
  return (assertion: Assertion): Reading =>
    readers[assertion.source]?.({ of: '', ...assertion }) ?? { problem: `http has no ${assertion.source}` };
}

const aboutConnection = ({ connection }: Answer, now: number): Record<string, () => Reading> => ({
  certificate: () => certificateReading(connection?.certificate, now),
  tlsVersion: () => ({ value: connection?.secured?.version, reason: 'tls_weak' }),
  httpVersion: () => ({
    value: connection?.secured?.protocol === 'h2' ? '2' : '1.1',
    reason: 'unexpected_version',
  }),
});

function select({ parsed }: LazyResponse, path: string, quantifier: Quantifier | undefined): Reading {
  if ('problem' in parsed) return parsed;
  const values = query(parsed.value as never, path);
  return quantifier ? { values } : { value: values[0] };
}

const problemsOf = ({ parsed }: LazyResponse, judge: (value: unknown) => unknown): Reading =>
  'problem' in parsed ? parsed : { value: judge(parsed.value) };

/** An answer as function assertions and extractions see it. */
export const responseOf = (answer: Answer): HttpResponse => new LazyResponse(answer);

type Parsed = { readonly value: unknown } | { readonly problem: string };

class LazyResponse implements HttpResponse {
  readonly #answer: Answer;
  #text: string | undefined;
  #parsed: Parsed | undefined;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  get status(): number {
    return this.#answer.status;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#answer.headers;
  }

  /** Bytes that are not UTF-8 become U+FFFD; a byte order mark is dropped. */
  get text(): string {
    this.#text ??= new TextDecoder().decode(this.#answer.body);
    return this.#text;
  }

  get json(): unknown {
    const parsed = this.parsed;
    if ('problem' in parsed) throw new TypeError(parsed.problem);
    return parsed.value;
  }

  get parsed(): Parsed {
    this.#parsed ??= parse(this.text);
    return this.#parsed;
  }
}

/** Deeper JSON is not read: a target must not be able to overflow the stack of who walks its answer. */
const MAX_DEPTH = 1_000;

function parse(text: string): Parsed {
  if (isDeeper(text, MAX_DEPTH)) return { problem: `the body is nested deeper than ${MAX_DEPTH} levels` };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const what = text === '' ? 'empty' : `not JSON (${(error as Error).message})`;
    return { problem: `the body is ${what}` };
  }
}

/** Whether brackets outside of strings go deeper; a scan, because parsing 16 MB of brackets takes seconds. */
function isDeeper(json: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
