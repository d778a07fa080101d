import type { IncomingHttpHeaders } from 'node:http';
import { Client, type Dispatcher } from 'undici';
import type { Connection } from '../net/dial.ts';
import type { Stopwatch } from '../net/stopwatch.ts';
import type { Answer } from './answer.ts';
import type { Request } from './request.ts';

/** The body went over the cap. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

interface ExchangeOptions {
  readonly connection: Connection;
  readonly request: Request;
  readonly bodyCap: number;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
  /** Told the head of the answer as soon as it is there, for the evidence of one that never ends. */
  readonly onHead: (head: Pick<Answer, 'status' | 'headers'>) => void;
}

/**
 * One request and its whole answer over a connection of its own, which is closed afterwards. Throws undici's or the
 * system's error, `BodyTooLarge`, or the signal's reason at once when it aborts.
 */
export async function exchange(options: ExchangeOptions): Promise<Answer> {
  const { connection, request } = options;
  const client = new Client(request.url.origin, {
    connect: once(connection),
    // The attempt's own deadline is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    return await dispatch(client, options);
  } finally {
    // A destroyed client reports to requests that are over; the socket is closed here and now.
    client.destroy().catch(() => {});
    connection.socket.destroy();
  }
}

/** A connector that hands over the one connection, and refuses to make undici's silent second try. */
function once(connection: Connection) {
  let given = false;
  return (
    _options: unknown,
    callback: (...args: [error: Error, socket: null] | [error: null, socket: never]) => void,
  ) => {
    if (given) return callback(Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' }), null);
    given = true;
    // undici does not start a request from within its own call to the connector.
    queueMicrotask(() => callback(null, connection.socket as never));
  };
}

function dispatch(client: Client, options: ExchangeOptions): Promise<Answer> {
  const { request, signal } = options;
  return new Promise<Answer>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const settle =
      <Value>(finish: (value: Value) => void) =>
      (value: Value) => {
        signal.removeEventListener('abort', abort);
        finish(value);
      };
    if (signal.aborted) return abort();
    client.dispatch(
      {
        path: request.url.pathname + request.url.search,
        method: request.method as Dispatcher.HttpMethod,
        headers: request.headers,
        body: request.body ?? null,
      },
      handler(options, settle(resolve), settle(reject)),
    );
    options.stopwatch.enter('ttfb');
  });
}

function handler(
  { bodyCap, stopwatch, onHead, connection }: ExchangeOptions,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let head: Pick<Answer, 'status' | 'headers'> | undefined;
  return {
    onRequestStart: () => {},
    onResponseStart: (_controller, status, headers) => {
      if (status < 200) return; // informational: the answer is still to come
      stopwatch.leave();
      stopwatch.enter('transfer');
      head = { status, headers: flatten(headers) };
      onHead(head);
    },
    onResponseData: (controller, chunk) => {
      bytes += chunk.length;
      if (bytes > bodyCap)
        controller.abort(new BodyTooLarge(`the body is larger than the cap of ${bodyCap} bytes`));
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      stopwatch.leave();
      const { certificate } = connection;
      if (head) resolve({ ...head, body: Buffer.concat(chunks), ...(certificate && { certificate }) });
    },
    onResponseError: (_controller, error) => reject(error),
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
