import type { X509Certificate } from 'node:crypto';
import type { Reading } from '../../model/assertion/assertion.ts';
import type { CertificateSummary } from '../../model/result.ts';

/** Chains longer than this are not walked: a target must not choose how long we look. */
const MAX_CHAIN = 10;

const DAY_MS = 86_400_000;

/** Days until the certificate expires, with fractions; negative once it has. */
export function daysLeft(certificate: X509Certificate, now: number): number {
  return (Date.parse(certificate.validTo) - now) / DAY_MS;
}

/** What an assertion on the days left is about. */
export const certificateReading = (certificate: X509Certificate | undefined, now: number): Reading => ({
  ...(certificate ? { value: daysLeft(certificate, now) } : { problem: 'there is no certificate' }),
  reason: 'certificate_expiring',
});

/** The chain that the target showed, leaf first. */
export function summarize(leaf: X509Certificate | undefined): CertificateSummary[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next && chain.length < MAX_CHAIN; next = next.issuerCertificate) chain.push(next);
  return chain.map((certificate) => ({
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    sha256: certificate.fingerprint256,
  }));
}

/** Node gives names one attribute a line. A certificate may have no subject at all. */
const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ');
