import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Reading } from '../../model/assertion/assertion.ts';
import type { CertificateSummary } from '../../model/result.ts';

/** Chains longer than this are not walked: a target must not choose how long we look. */
const MAX_CHAIN = 10;

const DAY_MS = 86_400_000;

/** Browsers' rules: names of the certificate's list only, never its subject; `*` stands for one whole label. RFC 9525, 6. */
const HOST_RULES = { subject: 'never', partialWildcards: false } as const;

/** Whether a certificate is for a host: a name, or an address as it stands in a URL without brackets. */
export function isFor(certificate: X509Certificate, host: string): boolean {
  const matched = isIP(host)
    ? certificate.checkIP(host.replace(/%.*$/, '')) // a zone is ours alone, no certificate holds one
    : certificate.checkHost(host.replace(/\.$/, ''), HOST_RULES);
  return matched !== undefined;
}

/** Days until the certificate expires, with fractions; negative once it has. */
export function daysLeft(certificate: X509Certificate, now: number): number {
  return (Date.parse(certificate.validTo) - now) / DAY_MS;
}

/** What an assertion on the days left is about. None at all is worse than one that expires soon, and fails. */
export const certificateReading = (certificate: X509Certificate | undefined, now: number): Reading =>
  certificate
    ? { value: daysLeft(certificate, now), reason: 'certificate_expiring' }
    : { problem: 'there is no certificate' };

/** Percent of its lifetime that a certificate has left; negative once it has expired. */
export function lifetimeLeft({ validFrom, validTo }: X509Certificate, now: number): number {
  const end = Date.parse(validTo);
  return (100 * (end - now)) / (end - Date.parse(validFrom));
}

/** A certificate and those that it leads to, the leaf first. */
export function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next && chain.length < MAX_CHAIN; next = next.issuerCertificate) chain.push(next);
  return chain;
}

/** The chain that the target showed, for people. */
export function summarize(leaf: X509Certificate | undefined): CertificateSummary[] {
  return chainOf(leaf).map((certificate) => ({
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    sha256: certificate.fingerprint256,
  }));
}

/** Node gives names one attribute a line. A certificate may have no subject at all. */
const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ');
