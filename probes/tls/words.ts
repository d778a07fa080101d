import type { Assertion } from '../../model/assertion/assertion.ts';
import { assertion, numberWords, textWords } from '../../model/assertion/words.ts';

/** The assertions that make sense for a TLS handshake. */
export type TlsAssertion = Assertion<
  'certificate' | 'chain' | 'tlsVersion' | 'cipher' | 'fingerprint' | 'ocsp' | 'phase'
>;

/** The cipher suite that was agreed on, by its IANA name: `cipher.matches(/_GCM_|CHACHA20/)`. */
export const cipher = {
  ...textWords('cipher'),
  isOneOf: (expected: readonly string[]) => assertion('cipher', 'isOneOf', expected),
};

/** Every certificate that the server sent. */
export const chain = {
  /** Days left of each. */
  daysLeft: numberWords('chain', { of: 'daysLeft', quantifier: 'each' }),
  /** Percent of its lifetime that each has left: the right measure for certificates of days as of years. */
  lifetimeLeft: numberWords('chain', { of: 'lifetimeLeft', quantifier: 'each' }),
};

/** SHA-256 of the server's own certificate, in hexadecimal with colons or without, in any case. */
export const fingerprint = {
  isOneOf: (expected: readonly string[]) => assertion('fingerprint', 'isOneOf', expected.map(bareHex)),
};

/** `ab12...`: a fingerprint as it is compared. */
export const bareHex = (text: string): string => text.replaceAll(':', '').toLowerCase();

/** What a stapled OCSP response says of the certificate. `absent` when none was sent. Its signature is not checked. */
export const ocsp = {
  is: (expected: OcspStatus) => assertion('ocsp', 'is', expected),
  isOneOf: (expected: readonly OcspStatus[]) => assertion('ocsp', 'isOneOf', expected),
};

export const OCSP_STATUSES = ['good', 'revoked', 'unknown', 'absent', 'unreadable'] as const;
export type OcspStatus = (typeof OCSP_STATUSES)[number];
