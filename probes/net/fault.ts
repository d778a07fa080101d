import type { Fault, Reason } from '../../model/reason.ts';
import { Deadline, SecretMissing } from '../probe.ts';
import { CertificateRefused } from './dial.ts';
import { AddressRefused } from './guard.ts';
import type { Stage } from './stopwatch.ts';

/** Where an attempt was when its time was over. */
const TIMEOUT: Record<Stage, { reason: Reason; message: string }> = {
  dns: { reason: 'dns_timeout', message: 'the name was not resolved' },
  connect: { reason: 'connect_timeout', message: 'the connection was not accepted' },
  tls: { reason: 'tls_timeout', message: 'the TLS handshake did not finish' },
  ttfb: { reason: 'response_timeout', message: 'no answer began' },
  transfer: { reason: 'body_timeout', message: 'the answer began but did not end' },
};

/** Codes that mean the same at every stage. Sources: libuv errno names; undici errors; OpenSSL verify codes. */
const BY_CODE: Record<string, { reason: Reason; message: string }> = {
  ENOTFOUND: { reason: 'dns_not_found', message: 'the name does not exist' },
  ENODATA: { reason: 'dns_not_found', message: 'the name has no address' },
  ECONNREFUSED: { reason: 'connect_refused', message: 'the connection was refused' },
  ETIMEDOUT: { reason: 'connect_timeout', message: 'the connection was not accepted' },
  EHOSTUNREACH: { reason: 'connect_failed', message: 'the host cannot be reached' },
  ENETUNREACH: { reason: 'connect_failed', message: 'the network cannot be reached' },
  ECONNRESET: { reason: 'connection_reset', message: 'the connection was reset' },
  EPIPE: { reason: 'connection_reset', message: 'the connection was reset' },
  UND_ERR_SOCKET: {
    reason: 'connection_reset',
    message: 'the connection was closed before the answer was whole',
  },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    reason: 'body_truncated',
    message: 'the body is not as long as announced',
  },
  UND_ERR_HEADERS_OVERFLOW: { reason: 'protocol_error', message: 'the headers are larger than 16 KiB' },
  CERT_HAS_EXPIRED: { reason: 'certificate_expired', message: 'the certificate has expired' },
  CERT_NOT_YET_VALID: { reason: 'certificate_not_yet_valid', message: 'the certificate is not valid yet' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'certificate_wrong_host',
    message: 'the certificate is for another name',
  },
};

/** Faults of this machine, never of the target: descriptors, ports, memory. */
const OURS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EPERM', 'EACCES']);

/** What an unknown code means at each stage. */
const BY_STAGE: Partial<Record<Stage, { reason: Reason; message: string }>> = {
  dns: { reason: 'dns_failed', message: 'the name could not be resolved' },
  tls: { reason: 'tls_failed', message: 'the TLS handshake failed' },
};

interface ErrorLike {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/** What went wrong in words and as a code. `where` is the host and port, or the URL, that was being talked to. */
export function faultOf(error: unknown, stage: Stage, where: string): Fault {
  if (error instanceof Deadline) {
    const { reason, message } = TIMEOUT[stage];
    return { reason, message: `${message} within ${error.message} (${where})` };
  }
  if (error instanceof AddressRefused) return { reason: 'address_refused', message: error.message };
  if (error instanceof SecretMissing) return { reason: 'secret_missing', message: error.message };
  if (error instanceof CertificateRefused) return certificateFault(error, where);
  return networkFault(first(error), stage, where);
}

/** Node tries several addresses and reports an error for each: the first is the one to tell. */
function first(error: unknown): ErrorLike {
  const { errors, ...rest } = Object(error) as ErrorLike;
  return Array.isArray(errors) && errors.length > 0
    ? (errors[0] as ErrorLike)
    : ({ ...rest, ...pick(error) } as ErrorLike);
}

/** An error's own `code` and `message` are not enumerable. */
const pick = (error: unknown): ErrorLike => {
  const { code, message } = Object(error) as ErrorLike;
  return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
};

function networkFault({ code = '', message = '' }: ErrorLike, stage: Stage, where: string): Fault {
  if (OURS.has(code))
    return { reason: 'internal_error', message: `this machine ran out of something: ${code}` };
  const known = BY_CODE[code] ?? (code.startsWith('HPE_') ? malformed(code) : BY_STAGE[stage]);
  if (known)
    return { reason: known.reason, message: `${known.message}${codeIn(known.reason, code)} (${where})` };
  return { reason: 'internal_error', message: `unknown fault at ${stage}: ${code || message} (${where})` };
}

const malformed = (code: string): { reason: Reason; message: string } => ({
  reason: 'protocol_error',
  message: `the answer is not HTTP (${code.slice('HPE_'.length).toLowerCase().replaceAll('_', ' ')})`,
});

/** A code says more only where the reason is a broad one. */
const codeIn = (reason: Reason, code: string): string =>
  code && (reason === 'dns_failed' || reason === 'tls_failed') ? `: ${code}` : '';

function certificateFault({ code }: CertificateRefused, where: string): Fault {
  const known = BY_CODE[code];
  if (known) return { reason: known.reason, message: `${known.message} (${where})` };
  return { reason: 'certificate_untrusted', message: `the certificate is not trusted: ${code} (${where})` };
}
