import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { closingFault, openingFault } from './websocket-fault.ts';
import { type Ear, noStream, type Opener, type Refusal, type Wire } from './wire.ts';

/** How long the target may take to answer our goodbye, in milliseconds: it is a courtesy, and nothing depends on it. */
const GOODBYE_MS = 250;

/** RFC 6455, 7.4.1. */
const NORMAL = 1000;

/** A WebSocket. */
export const openWebSocket: Opener = async (options) => {
  const { connection, request, ear, signal, protocols, maxMessageBytes } = options;
  const socket = new WebSocket(request.url, [...protocols], {
    createConnection: () => connection.socket,
    headers: request.headers,
    maxPayload: maxMessageBytes,
    // Inflating costs memory for each connection, and time that would be told as the target's.
    perMessageDeflate: false,
  });
  const stop = listen(socket, ear, request.url.host);
  const giveUp = () => {
    stop();
    socket.on('error', ignored).terminate();
    connection.socket.destroy();
  };
  try {
    const opened = await opening(socket, request.url.host, signal);
    if ('fault' in opened) giveUp();
    return 'fault' in opened ? opened : wireOf(socket, opened, stop);
  } catch (error) {
    giveUp();
    throw error;
  }
};

/** What goes wrong with a message that is sent is told by the close that follows. */
const ignored = (): void => {};

const wireOf = (socket: WebSocket, { headers }: IncomingMessage, stop: () => void): Wire => ({
  headers: flat(headers),
  say: (text) => socket.send(text, ignored),
  letGo: () => {
    stop();
    return goodbye(socket);
  },
});

/** Hands over what comes, from the first byte after the handshake on. */
function listen(socket: WebSocket, ear: Ear, where: string): () => void {
  let error: Error | undefined;
  const onMessage = (data: Buffer, isBinary: boolean) =>
    ear.onMessage({ data: isBinary ? data : data.toString() });
  const onClose = (code: number, reason: Buffer) => ear.onEnd(closingFault({ code, reason, error }, where));
  socket.on('message', onMessage).on('ping', ear.onSign).on('pong', ear.onSign);
  socket.on('error', (why) => {
    error = why;
  });
  socket.once('open', () => socket.once('close', onClose));
  return () => {
    socket.off('message', onMessage).off('ping', ear.onSign).off('pong', ear.onSign).off('close', onClose);
  };
}

function opening(socket: WebSocket, where: string, signal: AbortSignal): Promise<IncomingMessage | Refusal> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const done = (came: IncomingMessage | Refusal) => {
      signal.removeEventListener('abort', abort);
      resolve(came);
    };
    socket.once('upgrade', (response) => socket.once('open', () => done(response)));
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => done(noStream(statusCode, where)));
    socket.once('error', (error) => done({ fault: openingFault(error, where) }));
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

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, [value].flat().join(', ')]));
