import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What is about to be answered: a whole body, or a stream that writes to the response itself once its head is out. */
export type Answer = WholeAnswer | StreamAnswer;

export interface WholeAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

interface StreamAnswer {
  readonly headers: OutgoingHttpHeaders;
  readonly stream: (response: ServerResponse) => void;
}

/** A request that is not answered as asked. The message goes out as `{ "error": ... }`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(message);
  }
}

export const json = (status: number, value: unknown, headers: OutgoingHttpHeaders = {}): WholeAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: `${JSON.stringify(value)}\n`,
});

export const refused = ({ status, message, headers }: Refusal): WholeAnswer =>
  json(status, { error: message }, headers);

/**
 * On every answer. Scripts and styles come from the page's own files alone, nobody may frame the page, and nothing is
 * taken for what it does not say it is.
 */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Sends an answer. To HEAD goes what GET would have had, without the body. */
export function send(answer: Answer, response: ServerResponse, isHead: boolean): void {
  const headers = { ...answer.headers, ...SECURITY_HEADERS };
  if ('stream' in answer) {
    response.writeHead(200, headers);
    if (isHead) response.end();
    else answer.stream(response);
    return;
  }
  const { status, body } = answer;
  const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(isHead ? undefined : body);
}
