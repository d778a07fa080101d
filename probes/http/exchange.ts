import type { IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { unlessAborted } from '../net/abort.ts';
import type { Connection } from '../net/dial.ts';
import type { Stopwatch } from '../net/stopwatch.ts';
import { BodyTooLarge } from './decode.ts';
import type { Request } from './request.ts';

/** An answer that has begun. */
export interface Head {
  readonly status: number;
  /** Lower-case names; repeated ones joined with `, `. Without a prototype. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each on its own: they cannot be joined. */
  readonly setCookies: readonly string[];
  /** What came of the body until now, as it was sent. */
  readonly bodySoFar: () => Buffer;
}

interface ExchangeOptions {
  readonly connection: Connection;
  readonly request: Request;
  readonly bodyCap: number;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
  /** Told the head of the answer as soon as it is there, for the evidence of one that never ends. */
  readonly onHead: (head: Head) => void;
  /** Who takes the body as it comes, so that none of it is kept and none is too much. @default it is kept until it is whole */
  readonly takerOf?: (head: Head) => Taker | undefined;
}

/** Takes a part of a body. */
type Taker = (chunk: Buffer) => void;

/** What a name, its value and the separators of all headers may add up to, in bytes; Node's own limit. */
const MAX_HEADER_BYTES = 16_384;

/**
 * One request over a connection of its own, which is closed afterwards; resolves when its answer is whole. Throws
 * undici's or the system's error, `BodyTooLarge`, or the signal's reason at once when it aborts.
 */
export async function exchange(options: ExchangeOptions): Promise<Head> {
  const { connection, request } = options;
  const client = new Client(request.url.origin, {
    connect: once(connection),
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2: isH2(connection),
    // The attempt's own deadline is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    return await unlessAborted(dispatch(client, options), options.signal);
  } finally {
    // A destroyed client reports to requests that are over; the socket is closed here and now.
    client.destroy(OVER).catch(() => {});
    connection.socket.destroy();
  }
}

/** What was agreed on in the handshake; undici speaks what the socket says. */
const isH2 = ({ socket }: Connection): boolean => (socket as Partial<TLSSocket>).alpnProtocol === 'h2';

/** What undici tells requests that are over. One for all, because making an error means walking the stack. */
const OVER = new Error('the exchange is over');

/** A connector that hands over the one connection, and refuses to make undici's silent second try. */
function once(connection: Connection) {
  let given = false;
  return (
    _options: unknown,
    callback: (...args: [error: Error, socket: null] | [error: null, socket: never]) => void,
  ) => {
    if (given) return callback(closed(), null);
    given = true;
    // undici does not start a request from within its own call to the connector.
    queueMicrotask(() => callback(null, connection.socket as never));
  };
}

const closed = () => Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' });

function dispatch(client: Client, options: ExchangeOptions): Promise<Head> {
  const { connection, request, stopwatch } = options;
  return new Promise<Head>((resolve, reject) => {
    const { socket } = connection;
    stopwatch.enter('ttfb');
    // undici waits for ever on a socket that closed before it was handed over, and takes a reset for the end of a
    // body that has no length of its own.
    if (socket.destroyed) return reject(socket.errored ?? closed());
    const lost = () => reject(closed());
    const whole = (head: Head) => {
      socket.off('close', lost).off('error', reject);
      // undici reads on: what follows the announced length in the same bytes is an error that it finds in this turn.
      queueMicrotask(() => {
        const { errored } = socket;
        // Before undici does it with an error: Node would walk that error's stack, a tenth of a probe's whole cost.
        if (!isH2(connection)) socket.destroy();
        if (errored && isTrailing(errored)) reject(errored);
        else resolve(head);
      });
    };
    socket.once('error', reject).once('close', lost);
    client.dispatch(
      {
        path: request.url.pathname + request.url.search,
        method: request.method as Dispatcher.HttpMethod,
        headers: request.headers,
        body: request.body ?? null,
      },
      handler(options, whole, reject),
    );
  });
}

/** More came than the answer's length announced: a response that nobody asked for, in undici's eyes. */
const isTrailing = ({ message }: Error): boolean => message.startsWith('bad response');

function handler(
  { bodyCap, stopwatch, onHead, takerOf }: ExchangeOptions,
  resolve: (head: Head) => void,
  reject: (error: unknown) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let head: Head | undefined;
  let take: Taker | undefined;
  return {
    // Begun anew: the first time of all, undici has compiled its parser until here.
    onRequestStart: () => stopwatch.enter('ttfb'),
    onResponseStart: (_controller, status, headers) => {
      if (status < 200) return; // informational: the answer is still to come
      stopwatch.leave();
      stopwatch.enter('transfer');
      const setCookies = [headers['set-cookie'] ?? []].flat();
      head = { status, headers: flatten(headers), setCookies, bodySoFar: () => Buffer.concat(chunks) };
      take = takerOf?.(head);
      onHead(head);
    },
    onResponseData: (controller, chunk) => {
      if (take) return void take(chunk);
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > bodyCap)
        controller.abort(new BodyTooLarge(`the body is larger than the cap of ${bodyCap} bytes`));
    },
    onResponseEnd: () => {
      stopwatch.leave();
      if (head) resolve(head);
    },
    onResponseError: (_controller, error) => reject(error),
  };
}

/** Without a prototype: a header that is not there must not be found as `constructor` or `toString`. */
function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
}
