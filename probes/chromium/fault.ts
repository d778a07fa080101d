import type { Fault, Reason } from '../../model/reason.ts';
import { faultOf } from '../net/fault.ts';
import { HostBlocked, type Passage } from './gateway.ts';
import type { BrowserVisit } from './visit.ts';

/** Chromium's network errors that say whose fault it is. Source: net/base/net_error_list.h. */
const BY_CODE: Readonly<Record<string, { readonly reason: Reason; readonly message: string }>> = {
  ERR_CERT_DATE_INVALID: {
    reason: 'certificate_expired',
    message: 'the certificate has expired or is not valid yet',
  },
  ERR_CERT_COMMON_NAME_INVALID: {
    reason: 'certificate_wrong_host',
    message: 'the certificate is for another name',
  },
  ERR_CERT_AUTHORITY_INVALID: { reason: 'certificate_untrusted', message: 'the certificate is not trusted' },
  ERR_CERT_REVOKED: { reason: 'certificate_revoked', message: 'the certificate was revoked' },
  ERR_CERT_WEAK_SIGNATURE_ALGORITHM: {
    reason: 'certificate_weak',
    message: 'a certificate is signed too weakly',
  },
  ERR_CERT_WEAK_KEY: { reason: 'certificate_weak', message: "a certificate's key is too weak" },
  ERR_SSL_VERSION_OR_CIPHER_MISMATCH: {
    reason: 'tls_version',
    message: 'the server speaks no version of TLS from 1.2 on that the browser does',
  },
  ERR_SSL_PROTOCOL_ERROR: { reason: 'tls_failed', message: 'the TLS handshake failed' },
  ERR_CONNECTION_RESET: { reason: 'connection_reset', message: 'the connection was reset' },
  ERR_CONNECTION_CLOSED: { reason: 'connection_reset', message: 'the connection was closed' },
  ERR_EMPTY_RESPONSE: {
    reason: 'connection_reset',
    message: 'the connection was closed before an answer began',
  },
  ERR_INCOMPLETE_CHUNKED_ENCODING: {
    reason: 'body_truncated',
    message: 'the answer ended before it was whole',
  },
  ERR_CONTENT_LENGTH_MISMATCH: {
    reason: 'body_truncated',
    message: 'the answer ended before its announced length',
  },
  ERR_CONTENT_DECODING_FAILED: {
    reason: 'body_malformed',
    message: 'the body is not what its content-encoding says',
  },
  ERR_INVALID_HTTP_RESPONSE: { reason: 'protocol_error', message: 'the answer is not well-formed HTTP' },
  ERR_HTTP2_PROTOCOL_ERROR: { reason: 'protocol_error', message: 'the answer is not well-formed HTTP/2' },
  ERR_TOO_MANY_REDIRECTS: { reason: 'redirect_limit', message: 'too many redirects' },
  ERR_INSUFFICIENT_RESOURCES: {
    reason: 'internal_error',
    message: 'the browser ran out of what it needs to ask',
  },
};

const NET_ERROR = /net::(ERR_[A-Z0-9_]+)/;

/**
 * What a navigation failed of, in the words of the other kinds: what the gateway met it tells itself, the rest is
 * Chromium's. `undefined` for an error that is not the network's.
 */
export function navigationFault(error: unknown, { gateway, recorder }: BrowserVisit): Fault | undefined {
  const { message = '' } = Object(error) as { message?: string };
  const code = NET_ERROR.exec(message)?.[1];
  if (code === undefined) return undefined;
  const asked = recorder.requests.findLast((one) => one.isNavigationRequest() && one.failure() !== null);
  const url = asked && new URL(asked.url());
  const passage = url && gateway.passageTo(url);
  if (url && passage?.refused) return refusedFault(passage, url, asked.redirectedFrom() !== null);
  const known = BY_CODE[code];
  return known && { ...known, message: `${known.message} (${url?.host ?? code})` };
}

function refusedFault({ refused }: Passage, { host, origin }: URL, isRedirected: boolean): Fault | undefined {
  if (!refused) return undefined;
  if (refused.error instanceof HostBlocked)
    return { reason: 'address_refused', message: refused.error.message };
  const fault = faultOf(refused.error, refused.stage, host);
  return isRedirected && fault.reason === 'address_refused'
    ? { reason: 'redirect_refused', message: `the target redirects to ${origin}: ${fault.message}` }
    : fault;
}
