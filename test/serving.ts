import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Served, type ServeOptions, serve } from '../local/server/serve.ts';
import { FakeTwin, NOON, type WatchedOptions } from './watched.ts';

export const PAGE = new Map([
  ['index.html', Buffer.from('<!doctype html><title>Vedette</title>')],
  ['assets/page.js', Buffer.from('export const words = "passed ".repeat(3);\n'.repeat(40))],
  ['icon.png', Buffer.from([137, 80, 78, 71])],
]);

export interface Serving extends Served {
  readonly twin: FakeTwin;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Reply>;
  readonly ask: (method: string, path: string, options?: AskOptions) => Promise<Reply>;
}

interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: unknown;
}

/** A server on a free port of loopback until the test is over, over a twin that the test moves. */
export async function serving(
  watched: WatchedOptions = {},
  options: Partial<ServeOptions> = {},
): Promise<Serving> {
  const twin = new FakeTwin(watched);
  const served = await serve(twin, { port: 0, page: PAGE, now: () => NOON, ...options });
  onTestFinished(served.close);
  const ask: Serving['ask'] = (method, path, more) => asked(served.url, method, path, more);
  return { ...served, twin, ask, get: (path, headers = {}) => ask('GET', path, { headers }) };
}

/** By Node's own client: `fetch` sends no Host of the test's, and decodes what comes. */
function asked(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: AskOptions = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      async (response) => {
        const bytes = Buffer.concat(await response.toArray());
        const text = bytes.toString();
        const isJson = response.headers['content-type']?.startsWith('application/json') && text !== '';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          text,
          json: isJson ? JSON.parse(text) : undefined,
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
