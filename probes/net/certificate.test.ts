import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../local/demo/certificates.ts';
import { daysLeft, summarize } from './certificate.ts';

const DAY_MS = 86_400_000;
const notBefore = new Date('2026-03-01T00:00:00Z');
const notAfter = new Date('2026-06-01T12:00:00Z');

const issued = async () => {
  const authority = await makeAuthority('Root of trust');
  const keyed = await authority.issue({ hosts: ['a.example.com'], notBefore, notAfter });
  return new X509Certificate(keyed.certificate);
};

describe('a certificate', () => {
  it.each([
    ['a day before it expires', -DAY_MS, 1],
    ['twelve hours before', -DAY_MS / 2, 0.5],
    ['as it expires', 0, 0],
    ['two days after', 2 * DAY_MS, -2],
  ])('%s has that many days left', async (_, offset, days) => {
    expect(daysLeft(await issued(), notAfter.getTime() + offset)).toBe(days);
  });

  it('is summed up in plain data', async () => {
    const certificate = await issued();
    expect(summarize(certificate)).toEqual([
      {
        subject: 'CN=a.example.com',
        issuer: 'CN=Root of trust',
        validFrom: notBefore.toISOString(),
        validTo: notAfter.toISOString(),
        sha256: certificate.fingerprint256,
      },
    ]);
  });

  it('that signs itself is not walked round for ever', async () => {
    const certificate = await issued();
    Object.defineProperty(certificate, 'issuerCertificate', { get: () => certificate });
    expect(summarize(certificate)).toHaveLength(10);
  });

  it('that is not there has an empty summary', () => expect(summarize(undefined)).toEqual([]));
});
