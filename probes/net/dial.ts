import type { X509Certificate } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Network } from '../../model/check.ts';
import { unlessAborted } from './abort.ts';
import { AddressRefused, reachable } from './guard.ts';
import type { Stopwatch } from './stopwatch.ts';
import { trusting } from './trust.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

export type Lookup = (host: string) => Promise<readonly Address[]>;

export interface DialRequest {
  readonly host: string;
  readonly port: number;
  readonly network: Network;
  /** Absent for a plain connection. */
  readonly tls?: { readonly alpn: readonly string[] };
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

export interface Connection {
  readonly socket: Socket;
  /** The address that was connected to. */
  readonly address: string;
  /** The leaf that the target showed; it leads to the rest of the chain. */
  readonly certificate?: X509Certificate;
}

/**
 * Opens a fresh connection: resolve, refuse what the check must not reach, connect to an address that was checked,
 * handshake. Throws the system's error, `AddressRefused`, `CertificateRefused`, or the signal's reason at once when
 * it aborts; whatever it throws, the socket is closed.
 */
export type Dial = (request: DialRequest) => Promise<Connection>;

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
  /** @default the system's resolver, which also reads the hosts file */
  readonly lookup?: Lookup;
  /** Roots in PEM to trust beside Node's own. @default [] */
  readonly extraRoots?: readonly string[];
}

const lookupAll: Lookup = (host) => systemLookup(host, { all: true, order: 'verbatim' });

export function dialer({ lookup = lookupAll, extraRoots = [] }: DialerOptions = {}): Dial {
  return async (request) => {
    const addresses = await resolveAllowed(request, lookup);
    const socket = await openSocket(request, addresses);
    const plain = { socket, address: socket.remoteAddress ?? '' };
    return request.tls ? secure(request, plain, extraRoots) : plain;
  };
}

async function resolveAllowed(request: DialRequest, lookup: Lookup): Promise<readonly Address[]> {
  const { host, network, stopwatch, signal } = request;
  stopwatch.enter('dns');
  const family = isIP(host);
  // A look-up cannot be cancelled: its answer is simply no longer waited for.
  const addresses = family ? [{ address: host, family }] : await unlessAborted(lookup(host), signal);
  stopwatch.leave();
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' });
  const allowed = reachable(addresses, network);
  if (allowed.length > 0) return allowed;
  const found = addresses.map(({ address }) => address).join(', ');
  throw new AddressRefused(
    `${host} is at ${found}, not a public address; if that is meant, write network: 'private'`,
  );
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
  const { host, tls, stopwatch, signal } = request;
  const secureContext = trusting(extraRoots); // the first one takes milliseconds that are not the target's
  stopwatch.enter('tls');
  const socket = connectTls({
    socket: plain.socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ALPNProtocols: [...(tls?.alpn ?? [])],
    secureContext,
    // Judged below, so that the certificate can still be read for the evidence.
    rejectUnauthorized: false,
  });
  socket.on('error', () => {});
  await settled(socket, 'secureConnect', signal);
  stopwatch.leave();
  const certificate = socket.getPeerX509Certificate();
  if (!socket.authorized) {
    socket.destroy();
    throw new CertificateRefused(codeOf(socket), plain.address, certificate);
  }
  return { socket, address: plain.address, ...(certificate && { certificate }) };
}

/** Typed as an error, but Node gives the code as text. */
const codeOf = ({ authorizationError }: TLSSocket): string => String(authorizationError ?? 'UNKNOWN');

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
