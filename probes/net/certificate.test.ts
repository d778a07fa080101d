import 'reflect-metadata';
import { type webcrypto, X509Certificate } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeSelfSigned } from '../../local/demo/certificates.ts';
import { daysLeft, isFor, summarize } from './certificate.ts';

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

describe('whom a certificate is for', () => {
  it.each<[host: string, holds: string[], is: boolean]>([
    ['www.example.com', ['www.example.com'], true],
    ['WWW.Example.COM', ['www.example.com'], true],
    ['www.example.com.', ['www.example.com'], true],
    ['api.example.com', ['www.example.com', 'api.example.com'], true],
    ['www.example.com', ['example.com'], false],
    ['www.example.com.evil.net', ['www.example.com'], false],
    ['www.example.com', ['*.example.com'], true],
    ['a.b.example.com', ['*.example.com'], false],
    ['example.com', ['*.example.com'], false],
    ['www.example.com', ['w*.example.com'], false],
    ['xn--bcher-kva.example', ['xn--bcher-kva.example'], true],
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.2', ['192.0.2.1'], false],
    ['2001:db8::1', ['2001:db8:0:0:0:0:0:1'], true],
    ['fe80::1%eth0', ['fe80::1'], true],
    ['fe80::2%eth0', ['fe80::1'], false],
    ['2001:db8::2', ['2001:db8::1'], false],
    ['192.0.2.1', ['www.example.com'], false],
    ['www.example.com', ['192.0.2.1'], false],
  ])('%s with a certificate for %j: %s', async (host, holds, is) => {
    const { certificate } = await makeSelfSigned(holds);
    expect(isFor(new X509Certificate(certificate), host)).toBe(is);
  });

  it('one without a list of names is for nobody, whatever its subject says', async () => {
    const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair;
    const signed = await X509CertificateGenerator.createSelfSigned({ name: 'CN=www.example.com', keys });
    expect(isFor(new X509Certificate(signed.toString('pem')), 'www.example.com')).toBe(false);
  });
});
