import type { X509Certificate } from 'node:crypto';
import type { Fault, Reason } from '../../model/reason.ts';
import { Deadline } from './abort.ts';
import { CertificateRefused, CredentialsRefused } from './dial.ts';
import { AddressRefused } from './guard.ts';
import type { Stage } from './stopwatch.ts';
import { weaknessOf } from './weakness.ts';

/** Where an attempt was when its time was over. */
const TIMEOUT: Record<Stage, Fault> = {
  dns: { reason: 'dns_timeout', message: 'the name was not resolved' },
  connect: { reason: 'connect_timeout', message: 'the connection was not accepted' },
  tls: { reason: 'tls_timeout', message: 'the TLS handshake did not finish' },
  ttfb: { reason: 'response_timeout', message: 'no answer began' },
  transfer: { reason: 'body_timeout', message: 'the answer began but did not end' },
};

/** When a connection was lost. */
export const DURING: Record<Stage, string> = {
  dns: 'before it was made',
  connect: 'before it was accepted',
  tls: 'during the TLS handshake',
  ttfb: 'before an answer began',
  transfer: 'before the body was whole',
};

/** Codes that mean the same at every stage. Sources: libuv's errno names; Node's and OpenSSL's verify codes. */
const BY_CODE: Record<string, Fault> = {
  ECONNREFUSED: { reason: 'connect_refused', message: 'the connection was refused' },
  ETIMEDOUT: { reason: 'connect_timeout', message: 'the connection was not accepted' },
  EHOSTUNREACH: { reason: 'connect_failed', message: 'the host cannot be reached' },
  ENETUNREACH: { reason: 'connect_failed', message: 'the network cannot be reached' },
};

/** What c-ares' codes mean. Source: Node's dns error codes. */
const BY_RESOLVER: Record<string, Fault> = {
  ENOTFOUND: { reason: 'dns_not_found', message: 'the name does not exist' },
  ENODATA: { reason: 'dns_not_found', message: 'the name has no address' },
  ESERVFAIL: { reason: 'dns_failed', message: 'the resolver failed on the name (SERVFAIL)' },
  EREFUSED: { reason: 'dns_failed', message: 'the resolver refused to answer (REFUSED)' },
  ECONNREFUSED: { reason: 'dns_failed', message: 'no resolver could be reached' },
  EBADRESP: { reason: 'dns_failed', message: 'the answer of the resolver is malformed' },
  ETIMEOUT: { reason: 'dns_timeout', message: 'the resolver did not answer' },
};

const RESET = new Set(['ECONNRESET', 'EPIPE']);

/** Faults of this machine, never of the target: descriptors, ports, memory, permissions. */
const OURS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EPERM', 'EACCES']);

/** What another system code means at each stage. */
const BY_STAGE: Record<Stage, Fault> = {
  dns: { reason: 'dns_failed', message: 'the name could not be resolved' },
  connect: { reason: 'connect_failed', message: 'the connection could not be made' },
  tls: { reason: 'tls_failed', message: 'the TLS handshake failed' },
  ttfb: { reason: 'connection_reset', message: 'the connection broke before an answer began' },
  transfer: { reason: 'connection_reset', message: 'the connection broke before the body was whole' },
};

/** `ECONNRESET`, `EAI_AGAIN`: the system's codes, unlike Node's own, which begin with `ERR_`. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9_]+$/;

/** Each reason with what the certificate itself says about it. */
const BY_CERTIFICATE: Record<string, { reason: Reason; message: (shown: X509Certificate) => string }> = {
  CERT_HAS_EXPIRED: {
    reason: 'certificate_expired',
    message: ({ validTo }) => `the certificate expired on ${validTo}`,
  },
  CERT_NOT_YET_VALID: {
    reason: 'certificate_not_yet_valid',
    message: ({ validFrom }) => `the certificate is not valid before ${validFrom}`,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'certificate_wrong_host',
    message: ({ subjectAltName }) => `the certificate is for ${briefly(subjectAltName ?? 'no name')}`,
  },
};

/** A target must not choose how long our message is. */
const MAX_NAMES = 120;

/** The codes that the chain's verification ends with. Source: OpenSSL, X509_STORE_CTX_get_error(3). */
const BY_CHAIN: Record<string, Fault> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    reason: 'certificate_self_signed',
    message: 'the certificate is signed by itself',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'certificate_chain_incomplete',
    message: 'the issuer of the certificate is neither sent nor trusted',
  },
};

/** A server that offers only what is no longer allowed says so by alert, or is told so by our side. */
const VERSION_CODES = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_WRONG_SSL_VERSION',
]);

const briefly = (names: string): string =>
  names.length > MAX_NAMES ? `${names.slice(0, MAX_NAMES)}...` : names;

/** What went wrong in words and as a code. `where` is the host and port that was being talked to. */
export function faultOf(error: unknown, stage: Stage, where: string): Fault {
  if (error instanceof Deadline) {
    const { reason, message } = TIMEOUT[stage];
    return { reason, message: `${message} within ${error.message} (${where})` };
  }
  if (error instanceof AddressRefused) return { reason: 'address_refused', message: error.message };
  if (error instanceof CertificateRefused) return certificateFault(error, where);
  if (error instanceof CredentialsRefused) return { reason: 'credentials_refused', message: error.message };
  return networkFault(mostTelling(error), stage, where);
}

interface SystemError {
  readonly code?: string;
  readonly message?: string;
  /** OpenSSL's words. */
  readonly reason?: string;
}

/** Codes of an address that nothing answered from, such as one of IPv6 on a network without it. */
const NO_ANSWER = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ETIMEDOUT']);

/** Node tries several addresses and reports an error for each: the first that was answered is the one to tell. */
function mostTelling(error: unknown): SystemError {
  const { errors } = Object(error) as { errors?: readonly SystemError[] };
  return (
    errors?.find(({ code = '' }) => !NO_ANSWER.has(code)) ?? errors?.[0] ?? (Object(error) as SystemError)
  );
}

function networkFault(
  { code = '', message = 'nothing was said', reason }: SystemError,
  stage: Stage,
  where: string,
): Fault {
  if (OURS.has(code)) return ours(`this machine could not open a connection: ${code}`, where);
  if (RESET.has(code)) {
    return { reason: 'connection_reset', message: `the connection was reset ${DURING[stage]} (${where})` };
  }
  const known = stage === 'dns' ? BY_RESOLVER[code] : BY_CODE[code];
  if (known) return { ...known, message: `${known.message} (${where})` };
  if (VERSION_CODES.has(code)) {
    return { reason: 'tls_version', message: `the server speaks no version of TLS from 1.2 on (${where})` };
  }
  const isTls = code === 'EPROTO' || code.startsWith('ERR_SSL_');
  if (!isTls && !SYSTEM_CODE.test(code)) return ours(`unknown fault at ${stage}: ${code || message}`, where);
  const broad = isTls ? BY_STAGE.tls : BY_STAGE[stage];
  return { ...broad, message: `${broad.message}: ${reason ?? code} (${where})` };
}

const ours = (message: string, where: string): Fault => ({
  reason: 'internal_error' satisfies Reason,
  message: `${message} (${where})`,
});

function certificateFault({ code, certificate }: CertificateRefused, where: string): Fault {
  const known = BY_CERTIFICATE[code];
  if (known && certificate)
    return { reason: known.reason, message: `${known.message(certificate)} (${where})` };
  const broken = BY_CHAIN[code];
  if (broken) return { ...broken, message: `${broken.message} (${where})` };
  const weakness = code === 'UNSPECIFIED' ? weaknessOf(certificate) : undefined;
  if (weakness)
    return { reason: 'certificate_weak', message: `a certificate of the chain ${weakness} (${where})` };
  return { reason: 'certificate_untrusted', message: `the certificate is not trusted: ${code} (${where})` };
}
