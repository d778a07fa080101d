import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { type Answer, deliver } from './answer.ts';
import { type Service, tcpService } from './service.ts';

export interface ServedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The first kilobyte. */
  readonly body: string;
}

/** Lets an HTTP server, plain or TLS, answer with plain data once it has read the request. */
export function serve(server: Server, answerOf: (request: ServedRequest) => Answer): Service {
  const { sockets, ...service } = tcpService(server);
  server.on('request', (request, response) => {
    // Only the TCP socket can send a reset, and a TLS request does not lead to it: the client's port does.
    const reset = () => sockets.get(request.socket.remotePort ?? 0)?.resetAndDestroy();
    const { method = 'GET', headers } = request;
    whenRead(request, (body) =>
      deliver(answerOf({ method, url: urlOf(request), headers, body }), response, reset),
    );
  });
  return service;
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
