import type { X509Certificate } from 'node:crypto';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { isFor } from './certificate.ts';
import { nameLookup } from './names.ts';
import { type Address, type Lookup, type Resolve, type ResolveRequest, resolveAllowed } from './resolve.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type Credentials, trusting } from './trust.ts';

export interface DialRequest extends ResolveRequest {
  readonly port: number;
  /** Absent for a plain connection. */
  readonly tls?: TlsRequest;
  readonly stopwatch: Stopwatch;
}

export interface TlsRequest {
  /** Application protocols offered, best first. */
  readonly alpn: readonly string[];
  /** The name to ask for and to hold the certificate against. @default the host */
  readonly serverName?: string;
  /** Asks for a stapled OCSP response. @default false */
  readonly ocsp?: boolean;
  /** A root to trust beside the others, and our own certificate with its key, in PEM. @default none */
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** What a handshake came to. */
export interface Secured {
  /** `TLSv1.3`. */
  readonly version: string;
  /** The cipher suite's IANA name. */
  readonly cipher: string;
  /** The application protocol that was agreed on; absent without one. */
  readonly protocol: string | undefined;
  /** The stapled OCSP response, when one was asked for and sent. */
  readonly staple: Buffer | undefined;
}

export interface Connection {
  readonly socket: Socket;
  /** The address that was connected to. */
  readonly address: string;
  /** The leaf that the target showed; it leads to the rest of the chain. */
  readonly certificate?: X509Certificate;
  /** Absent for a plain connection. */
  readonly secured?: Secured;
}

/**
 * Opens a fresh connection: resolve, refuse what the check must not reach, connect to an address that was checked,
 * handshake. Throws the system's error, `AddressRefused`, `CertificateRefused`, or the signal's reason at once when
 * it aborts; whatever it throws, the socket is closed.
 */
export interface Dial {
  (request: DialRequest): Promise<Connection>;
  /** The addresses that a datagram may be sent to: the same rules, without a connection. */
  readonly resolve: Resolve;
  /** Turns a plain connection into a secure one, for protocols that do so midway. */
  readonly secure: (request: DialRequest, plain: Connection) => Promise<Connection>;
}

/** The handshake went through, but the certificate must not be trusted. `code` is OpenSSL's or Node's. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';

  constructor(
    readonly code: string,
    readonly address: string,
    readonly certificate: X509Certificate | undefined,
  ) {
    super(`certificate refused: ${code}`);
  }
}

interface DialerOptions {
  /** @default the hosts file, then the system's name servers */
  readonly lookup?: Lookup;
  /** Roots in PEM to trust beside Node's own. @default [] */
  readonly extraRoots?: readonly string[];
}

export function dialer({ lookup = nameLookup(), extraRoots = [] }: DialerOptions = {}): Dial {
  const resolve: Resolve = (request) => resolveAllowed(request, lookup);
  const dial = async (request: DialRequest): Promise<Connection> => {
    request.stopwatch.enter('dns');
    const addresses = await resolve(request);
    request.stopwatch.leave();
    const socket = await openSocket(request, addresses);
    const plain = { socket, address: socket.remoteAddress ?? '' };
    return request.tls ? turn(request, plain) : plain;
  };
  const turn: Dial['secure'] = (request, plain) => secure(request, plain, extraRoots);
  return Object.assign(dial, { resolve, secure: turn });
}

/**
 * How long one of several addresses may take before the next is tried. Node's own 250 ms gives up on an address
 * that is merely half the world away.
 */
const ATTEMPT_TIMEOUT_MS = 1_000;

/** Connects to the addresses that were checked and no others: Node is handed them instead of the name. */
async function openSocket(request: DialRequest, addresses: readonly Address[]): Promise<Socket> {
  const { host, port, stopwatch, signal } = request;
  stopwatch.enter('connect');
  const lookup: LookupFunction = (_host, _options, callback) => callback(null, [...addresses]);
  const socket = connect({
    host,
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
    noDelay: true,
  });
  // An error between two waits, or after the socket was given up, has nobody to tell but must not end the process.
  socket.on('error', () => {});
  await settled(socket, 'connect', signal);
  stopwatch.leave();
  return socket;
}

async function secure(
  request: DialRequest,
  plain: Connection,
  extraRoots: readonly string[],
): Promise<Connection> {
  const { host, tls = { alpn: [] }, stopwatch, signal } = request;
  const name = tls.serverName ?? host;
  const { ca, certificate: own, key } = tls;
  // Made before the stopwatch runs: the first one takes milliseconds that are not the target's.
  const secureContext = secureContextOf(
    { roots: [...extraRoots, ...(ca ? [ca] : [])], certificate: own, key },
    plain,
  );
  stopwatch.enter('tls');
  const socket = connectTls({
    socket: plain.socket,
    host: name,
    ...(isIP(name) ? {} : { servername: name }),
    ALPNProtocols: [...tls.alpn],
    ...(tls.ocsp && { requestOCSP: true }),
    secureContext,
    // Both are judged below, so that the certificate can still be read for the evidence.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  spareOwnCheck(socket);
  let staple: Buffer | undefined;
  socket.once('OCSPResponse', (response: Buffer | null) => {
    staple = response ?? undefined;
  });
  socket.on('error', () => {});
  await settled(socket, 'secureConnect', signal);
  stopwatch.leave();
  const certificate = socket.getPeerX509Certificate();
  const refusal = refusalOf(socket, certificate, name);
  if (refusal) {
    socket.destroy();
    throw new CertificateRefused(refusal, plain.address, certificate);
  }
  const secured = {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    protocol: socket.alpnProtocol || undefined,
    staple,
  };
  return { socket, address: plain.address, ...(certificate && { certificate }), secured };
}

/** A certificate or key of the definition's own that cannot be used. */
export class CredentialsRefused extends Error {
  override readonly name = 'CredentialsRefused';
}

function secureContextOf(credentials: Credentials, { socket }: Connection): SecureContext {
  try {
    return trusting(credentials);
  } catch (cause) {
    socket.destroy();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CredentialsRefused(`a certificate or key of the definition cannot be used: ${why}`, { cause });
  }
}

/**
 * Node turns the whole chain into objects to check the name, a quarter of what an https probe costs; its certificate
 * is asked for by nobody else.
 */
function spareOwnCheck(socket: TLSSocket): void {
  socket.getPeerCertificate = () => ({}) as DetailedPeerCertificate;
}

/** OpenSSL's code when the chain is not trusted, Node's when the certificate is for another name. */
function refusalOf(
  { authorized, authorizationError }: TLSSocket,
  certificate: X509Certificate | undefined,
  name: string,
): string | undefined {
  // Typed as an error, but Node gives the code as text.
  if (!authorized) return String(authorizationError ?? 'UNKNOWN');
  return certificate && isFor(certificate, name) ? undefined : 'ERR_TLS_CERT_ALTNAME_INVALID';
}

/** Waits for one event; an error or the signal rejects and closes the socket. */
function settled(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (finish: () => void) => {
      socket.off(event, onEvent).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    const fail = (error: unknown) =>
      done(() => {
        socket.destroy();
        reject(error);
      });
    const onEvent = () => done(resolve);
    const onError = (error: Error) => fail(error);
    const onClose = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const onAbort = () => fail(signal.reason);
    socket.once(event, onEvent).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
