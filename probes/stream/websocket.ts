import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Fault } from '../../model/reason.ts';
import type { Request } from '../http/request.ts';
import type { Connection } from '../net/dial.ts';
import { faultOf } from '../net/fault.ts';
import { type Ear, type Ending, UpgradeRefused, type Wire } from './wire.ts';

export interface WireOptions {
  readonly connection: Connection;
  readonly request: Request;
  readonly ear: Ear;
  readonly signal: AbortSignal;
}

interface WebSocketOptions extends WireOptions {
  /** Subprotocols to offer. */
  readonly protocols: readonly string[];
  /** Bytes of one message. */
  readonly maxMessageBytes: number;
}

/** How long the target may take to answer our goodbye, in milliseconds: it is a courtesy, and nothing depends on it. */
const GOODBYE_MS = 250;

/** RFC 6455, 7.4.1. */
const NORMAL = 1000;

/**
 * Makes a WebSocket of a connection that stands. Throws `UpgradeRefused`, the system's error or the client's, or the signal's
 * reason at once; whatever it throws, the socket is closed.
 */
export async function openWebSocket(options: WebSocketOptions): Promise<Wire> {
  const { connection, request, ear, protocols, maxMessageBytes } = options;
  const socket = new WebSocket(request.url, [...protocols], {
    createConnection: () => connection.socket,
    headers: request.headers,
    maxPayload: maxMessageBytes,
    // Inflating costs memory for each connection, and time that would be told as the target's.
    perMessageDeflate: false,
  });
  const listening = listen(socket, ear, request.url.host);
  try {
    const upgrade = await opened(socket, options.signal);
    return {
      upgrade: { status: upgrade.statusCode ?? 0, headers: flat(upgrade.headers) },
      say: (text) => socket.send(text, ignored),
      letGo: () => {
        listening.stop();
        return goodbye(socket);
      },
    };
  } catch (error) {
    listening.stop();
    socket.on('error', ignored).terminate();
    connection.socket.destroy();
    throw error;
  }
}

/** What goes wrong with a message that is sent is told by the close that follows. */
const ignored = (): void => {};

function listen(socket: WebSocket, ear: Ear, where: string) {
  let error: Error | undefined;
  const onMessage = (data: Buffer, isBinary: boolean) =>
    ear.onMessage({ data: isBinary ? data : data.toString() });
  const onError = (why: Error) => {
    error = why;
  };
  const onClose = (code: number, reason: Buffer) => ear.onEnd(endingOf({ code, reason, error }, where));
  socket.on('message', onMessage).on('ping', ear.onSign).on('pong', ear.onSign);
  socket.on('error', onError);
  socket.once('open', () => socket.once('close', onClose));
  return {
    stop: () => {
      socket.off('message', onMessage).off('ping', ear.onSign).off('pong', ear.onSign).off('close', onClose);
    },
  };
}

function opened(socket: WebSocket, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let upgrade: IncomingMessage | undefined;
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    socket.once('upgrade', (response) => {
      upgrade = response;
    });
    socket.once('open', () => {
      signal.removeEventListener('abort', abort);
      if (upgrade) resolve(upgrade);
    });
    socket.once('unexpected-response', (_request, { statusCode = 0, headers }) =>
      reject(new UpgradeRefused({ status: statusCode, headers: flat(headers) })),
    );
    socket.once('error', reject);
  });
}

/** Waits a moment for the answer: a target that reads slowly, or floods us, does not hold us up. */
async function goodbye(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(NORMAL);
  await closed;
  clearTimeout(timer);
}

interface Closing {
  readonly code: number;
  readonly reason: Buffer;
  readonly error: Error | undefined;
}

/** Codes that were not sent: the frame had none, or there was no frame. RFC 6455, 7.4.1. */
const NO_CODE = 1005;
const NO_FRAME = 1006;

/** A target must not choose how long our message is: RFC 6455 lets a reason have 123 bytes anyway. */
function endingOf({ code, reason, error }: Closing, where: string): Ending {
  if (error) return { fault: frameFault(error, where) };
  if (code === NO_FRAME) {
    const message = `the connection was cut without a close frame (${where})`;
    return { fault: { reason: 'connection_reset', message } };
  }
  const words = reason.length > 0 ? ` ${JSON.stringify(reason.toString())}` : '';
  const how = code === NO_CODE ? 'without a code' : `with code ${code}${words}`;
  return {
    code,
    fault: { reason: 'stream_closed', message: `the target closed the stream ${how} (${where})` },
  };
}

/** What the client says of frames that are wrong has a code of its own: `WS_ERR_INVALID_UTF8`. */
const FRAME_CODE = /^WS_ERR_/;

const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

function frameFault(error: Error & { readonly code?: string }, where: string): Fault {
  const { code = '', message } = error;
  if (code === TOO_LARGE)
    return { reason: 'body_too_large', message: `a message is larger than the cap (${where})` };
  if (FRAME_CODE.test(code))
    return {
      reason: 'protocol_error',
      message: `a frame is not well-formed WebSocket: ${message} (${where})`,
    };
  return faultOf(error, 'transfer', where);
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
