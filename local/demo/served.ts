import { type IncomingHttpHeaders, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Answer, deliver } from './answer.ts';
import { type Service, tcpService } from './service.ts';

export interface ServedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The first kilobyte. */
  readonly body: string;
  /** The connection, of a request that wants it for another protocol, such as WebSocket. */
  readonly upgrade?: Upgrade;
}

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What came right behind the request. */
  readonly head: Buffer;
}

/** Lets an HTTP server, plain or TLS, answer with plain data once it has read the request. */
export function serve(server: Server, answerOf: (request: ServedRequest) => Answer): Service {
  const { sockets, ...service } = tcpService(server);
  const reply = (
    request: IncomingMessage,
    response: ServerResponse,
    more: Pick<ServedRequest, 'body' | 'upgrade'>,
  ) => {
    const { method = 'GET', headers } = request;
    // Only the TCP socket can send a reset, and a TLS request does not lead to it: the client's port does.
    const reset = () => sockets.get(request.socket.remotePort ?? 0)?.resetAndDestroy();
    deliver(answerOf({ method, url: urlOf(request), headers, ...more }), response, reset);
  };
  server.on('request', (request, response) =>
    whenRead(request, (body) => reply(request, response, { body })),
  );
  server.on('upgrade', (request, stream, head) => {
    const socket = stream as Socket;
    reply(request, responseOn(socket, request), { body: '', upgrade: { request, socket, head } });
  });
  return service;
}

/** Node hands an upgrade over without a response; an answer that does not take the connection ends it. */
function responseOn(socket: Socket, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  socket.on('error', () => {}); // who was to be answered has gone
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  return response.once('finish', () => socket.end());
}

const MAX_BODY = 1_024;

/** Reads a request to its end and keeps the first kilobyte of its body. */
function whenRead(request: IncomingMessage, then: (body: string) => void): void {
  let kept = Buffer.alloc(0);
  request.on('data', (chunk: Buffer) => {
    if (kept.length < MAX_BODY) kept = Buffer.concat([kept, chunk.subarray(0, MAX_BODY - kept.length)]);
  });
  request.on('end', () => then(kept.toString()));
}

/** The request's own URL; a request line that holds none becomes a path that nothing answers to. */
function urlOf({ url = '' }: IncomingMessage): URL {
  return URL.canParse(url, 'http://exchange')
    ? new URL(url, 'http://exchange')
    : new URL('http://exchange/*');
}
