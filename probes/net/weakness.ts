import type { X509Certificate } from 'node:crypto';
import { chainOf } from './certificate.ts';

/** Signature algorithms that OpenSSL no longer takes, by their object identifiers in DER. Source: RFC 8017, RFC 5758. */
const WEAK_SIGNATURES: Readonly<Record<string, string>> = {
  'MD5 and RSA': '06092a864886f70d010104',
  'SHA-1 and RSA': '06092a864886f70d010105',
  'SHA-1 and ECDSA': '06072a8648ce3d0401',
};

/** Bits that a key of RSA should have: what OpenSSL refuses below depends on its security level. */
const ENOUGH_RSA_BITS = 2_048;

/**
 * What is weak about a chain, in words; `undefined` when nothing is. For when OpenSSL refused it: Node has no code for
 * these of its reasons and says `UNSPECIFIED`.
 */
export function weaknessOf(leaf: X509Certificate | undefined): string | undefined {
  for (const certificate of chainOf(leaf)) {
    const weak = Object.entries(WEAK_SIGNATURES).find(([, oid]) =>
      certificate.raw.includes(Buffer.from(oid, 'hex')),
    );
    if (weak) return `is signed with ${weak[0]}`;
    const { modulusLength: bits = ENOUGH_RSA_BITS } = certificate.publicKey.asymmetricKeyDetails ?? {};
    if (bits < ENOUGH_RSA_BITS) return `has a key of ${bits} bits`;
  }
  return undefined;
}
