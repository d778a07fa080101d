import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer as createTls, type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { type Authority, type KeyedCertificate, makeAuthority } from '../local/demo/certificates.ts';

/** A server on a free port of loopback, for one test: it is closed with all its sockets when the test is over. */
export interface Target {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT`. */
  readonly url: string;
  /** Connections accepted so far. */
  readonly accepted: () => number;
  /** Resolves once the other side has closed every connection; rejects when one is left after a second. */
  readonly abandoned: () => Promise<void>;
}

/** A TCP server that hands each connection to `serve`. What arrives and is not listened to is thrown away. */
export function tcpTarget(serve: (socket: Socket) => void): Promise<Target> {
  return listening(
    createTcp((socket) => serve(socket.resume())),
    'http',
  );
}

/** A TLS server that hands each connection to `serve` after its handshake. */
export function tlsTarget(
  serve: (socket: TLSSocket) => void,
  certificate: KeyedCertificate,
  options: TlsOptions = {},
): Promise<Target> {
  const server = createTls({ ...keyed(certificate), ...options }, (socket) => serve(socket.resume()));
  server.on('tlsClientError', () => {});
  return listening(server, 'https');
}

export function httpTarget(answer: RequestListener): Promise<Target> {
  return listening(createHttp(answer), 'http');
}

export function httpsTarget(answer: RequestListener, certificate: KeyedCertificate): Promise<Target> {
  const server = createHttps(keyed(certificate), answer);
  server.on('tlsClientError', () => {});
  return listening(server, 'https');
}

const keyed = ({ certificate, privateKey }: KeyedCertificate) => ({ cert: certificate, key: privateKey });

/** Answers every request on a connection with these bytes and closes it. */
export const answering = (bytes: string | Uint8Array) => (socket: Socket) => {
  socket.once('data', () => socket.end(bytes));
};

/** Answers with these bytes and then says nothing more. */
export const beginning = (bytes: string | Uint8Array) => (socket: Socket) => {
  socket.once('data', () => socket.write(bytes));
};

/** A port of loopback that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createTcp().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The authority that tests trust: made once, because keys take time. */
export const testAuthority: () => Promise<Authority> = memo(() => makeAuthority('Test authority'));

/** A good certificate for `localhost` and `127.0.0.1`, from the authority that tests trust. */
export const localCertificate: () => Promise<KeyedCertificate> = memo(async () =>
  (await testAuthority()).issue({ hosts: ['localhost', '127.0.0.1'] }),
);

function memo<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export async function listening(server: Server, scheme: 'http' | 'https'): Promise<Target> {
  const open = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    open.add(socket);
    // A client that goes away is what most of these tests are about.
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  });
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: scheme === 'http' ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    accepted: () => accepted,
    abandoned: () => allClosed(open),
  };
}

const PATIENCE_MS = 1_000;
const POLL_MS = 5;

async function allClosed(open: ReadonlySet<Socket>): Promise<void> {
  const giveUp = performance.now() + PATIENCE_MS;
  while (open.size > 0) {
    if (performance.now() > giveUp) throw new Error(`${open.size} connections were left open`);
    await delay(POLL_MS);
  }
}
