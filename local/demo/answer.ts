import type { ServerResponse } from 'node:http';

/** What the demo exchange is about to answer, as plain data, so that a fault is a change of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Milliseconds to wait before the answer begins. @default 0 */
  readonly delayMs?: number;
  /** @default 'whole' */
  readonly ending?: Ending;
}

/** What is sent; or who takes the response over and sends all of it, status and headers too, for as long as it likes. */
export type Body = string | Buffer | ((response: ServerResponse) => void);

/**
 * How an answer goes out: as it is, one byte a second, shorter than it announces, as a connection that is cut, or
 * not at all.
 */
export type Ending = 'whole' | 'slow' | 'truncated' | 'reset' | 'never';

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: `${JSON.stringify(value)}\n`,
});

export const withHeaders = (answer: Answer, headers: Answer['headers']): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

export const html = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

export const redirectTo = (location: string): Answer => ({ status: 301, headers: { location }, body: '' });

/** Gives an answer to who asked. `reset` cuts the connection under the response. */
export function deliver(answer: Answer, response: ServerResponse, reset: () => void): void {
  const { delayMs = 0, ending = 'whole' } = answer;
  const finish = () => ENDINGS[ending](answer, response, reset);
  if (delayMs === 0) return void finish();
  const timer = setTimeout(finish, delayMs);
  response.once('close', () => clearTimeout(timer));
}

const ENDINGS: Record<Ending, (answer: Answer, response: ServerResponse, reset: () => void) => void> = {
  whole: (answer, response) => {
    if (typeof answer.body === 'function') answer.body(response);
    else begin(answer, response).end(answer.body);
  },
  slow: (answer, response) => trickle(Buffer.from(bytesOf(answer)), begin(answer, response)),
  truncated: (answer, response) => {
    const { socket } = response;
    begin(answer, response, { missing: 1 }).write(bytesOf(answer), () => socket?.end());
  },
  reset: (_answer, _response, reset) => reset(),
  never: () => {},
};

/** A body that is still to be made has no bytes yet. */
const bytesOf = ({ body }: Answer): string | Buffer => (typeof body === 'function' ? '' : body);

function begin(answer: Answer, response: ServerResponse, { missing } = { missing: 0 }): ServerResponse {
  const length = Buffer.byteLength(bytesOf(answer)) + missing;
  return response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
}

const TRICKLE_MS = 1_000;

function trickle(bytes: Buffer, response: ServerResponse): void {
  let sent = 0;
  const next = () => {
    if (sent >= bytes.length) return void response.end();
    response.write(bytes.subarray(sent, sent + 1));
    sent += 1;
  };
  const timer = setInterval(next, TRICKLE_MS);
  response.once('close', () => clearInterval(timer));
  next();
}
