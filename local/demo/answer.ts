import type { ServerResponse } from 'node:http';

/** What the demo exchange is about to answer, as plain data, so that a fault is a change of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds to wait before the answer begins. @default 0 */
  readonly delayMs?: number;
  /** Cut the connection instead of answering, or say nothing at all. @default a whole answer */
  readonly ending?: 'reset' | 'never';
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: `${JSON.stringify(value)}\n`,
});

export const html = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

export const redirectTo = (location: string): Answer => ({ status: 301, headers: { location }, body: '' });

/** Gives an answer to who asked. `reset` cuts the connection under the response. */
export function deliver(
  { status, headers, body, delayMs = 0, ending }: Answer,
  response: ServerResponse,
  reset: () => void,
): void {
  if (ending === 'never') return;
  const length = { 'content-length': Buffer.byteLength(body) };
  const finish = () =>
    ending === 'reset' ? reset() : response.writeHead(status, { ...headers, ...length }).end(body);
  if (delayMs === 0) return void finish();
  const timer = setTimeout(finish, delayMs);
  response.once('close', () => clearTimeout(timer));
}
