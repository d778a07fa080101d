import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { Exchange } from '../local/demo/exchange.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asking {
  /** @default 'GET', and 'POST' with a form */
  readonly method?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  /** @default 'localhost' */
  readonly host?: string;
}

/** Asks a demo exchange over HTTPS, on a connection of its own. Rejects with the system's error, such as ECONNRESET. */
export function askExchange(
  { ports, authority }: Exchange,
  path: string,
  asking: Asking = {},
): Promise<Reply> {
  const { form, cookie, host = 'localhost', method = form ? 'POST' : 'GET' } = asking;
  return new Promise((resolve, reject) => {
    const headers = cookie ? { cookie } : {};
    const url = `https://${host}:${ports.https}${path}`;
    const asked = request(url, { ca: authority, agent: false, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.once('error', reject);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.once('error', reject).end(form && String(new URLSearchParams(form)));
  });
}
