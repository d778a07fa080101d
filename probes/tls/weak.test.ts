import 'reflect-metadata';
import { type webcrypto, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { http, tls } from '../../index.ts';
import { type KeyedCertificate, makeAuthority } from '../../local/demo/certificates.ts';
import { run } from '../../test/probing.ts';
import { answering, localCertificate, testAuthority, tlsTarget } from '../../test/targets.ts';
import { certificateReading } from '../net/certificate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a server from before 2015 would still show. */
const OLD = { ciphers: 'DEFAULT@SECLEVEL=0' };

interface Making {
  readonly algorithm: { readonly name: string };
  readonly hash: string;
}

/** An authority and a certificate for `localhost`, both made and signed in this way. */
async function made({ algorithm, hash }: Making): Promise<{ root: string; keyed: KeyedCertificate }> {
  const signing = { name: algorithm.name, hash };
  const keysOf = async () =>
    (await crypto.subtle.generateKey({ ...algorithm, hash } as never, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair;
  const [authority, own] = [await keysOf(), await keysOf()];
  const dates = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + 30 * DAY_MS) };
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Old',
    ...dates,
    keys: authority,
    signingAlgorithm: signing,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: root.subject,
    ...dates,
    publicKey: own.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: signing,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', own.privateKey)).toString('base64');
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`;
  return { root: root.toString('pem'), keyed: { certificate: leaf.toString('pem'), privateKey } };
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
});

describe('a certificate that is too weak', () => {
  it.each<[sentence: string, Making, message: RegExp]>([
    ['signed with SHA-256, as it should be', { algorithm: P256, hash: 'SHA-256' }, /^everything held$/],
    [
      'signed with SHA-1',
      { algorithm: P256, hash: 'SHA-1' },
      /^a certificate of the chain is signed with SHA-1 and ECDSA \(localhost:\d+\)$/,
    ],
    [
      'a key of RSA with 768 bits',
      { algorithm: rsa(768), hash: 'SHA-256' },
      /^a certificate of the chain has a key of 768 bits \(/,
    ],
  ])('%s', async (_sentence, making, message) => {
    const { root, keyed } = await made(making);
    const { url } = await tlsTarget(answering('HTTP/1.1 200 OK\r\n\r\n'), keyed, OLD);
    const result = await run(http('weak', { url, tls: { ca: root } }));
    expect(result.message).toMatch(message);
    expect(result.reason).toBe(result.state === 'failed' ? 'certificate_weak' : undefined);
  });
});

describe('a server that speaks no more than', () => {
  it.each(['TLSv1', 'TLSv1.1'] as const)('%s', async (version) => {
    const { port } = await tlsTarget(() => {}, await localCertificate(), {
      ...OLD,
      minVersion: version,
      maxVersion: version,
    });
    const result = await run(tls('old', { host: 'localhost', port }));
    expect(result).toMatchObject({ state: 'failed', reason: 'tls_version' });
  });
});

describe('a server that goes by the name that is asked for', () => {
  it('shows the right certificate to the right name, and no other', async () => {
    const authority = await testAuthority();
    const other = await authority.issue({ hosts: ['other.example.com'] });
    const { port } = await tlsTarget(() => {}, other, {
      SNICallback: (name, callback) => {
        void localCertificate().then(({ certificate: cert, privateKey: key }) =>
          callback(null, name === 'localhost' ? createSecureContext({ cert, key }) : undefined),
        );
      },
    });
    expect((await run(tls('sni', { host: 'localhost', port }))).state).toBe('passed');
    const mismatch = await run(tls('sni', { host: 'localhost', port, serverName: 'third.example.com' }));
    expect(mismatch).toMatchObject({ state: 'failed', reason: 'certificate_wrong_host' });
  });

  it('refuses a name that it does not know', async () => {
    const { port } = await tlsTarget(() => {}, await localCertificate(), {
      SNICallback: (_name, callback) => callback(new Error('unknown')),
    });
    const result = await run(tls('sni', { host: 'localhost', port }));
    expect(result.state).toBe('failed');
    expect(['tls_failed', 'connection_reset']).toContain(result.reason);
  });
});

describe('seven days', () => {
  it.each([
    ['to the second', 0, 7],
    ['less a second', 1_000, 7 - 1 / 86_400],
    ['and a second', -1_000, 7 + 1 / 86_400],
  ])('%s are counted exactly', async (_sentence, later, days) => {
    const until = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 7 * DAY_MS);
    const { certificate } = await (await makeAuthority('Exact')).issue({
      hosts: ['localhost'],
      notAfter: until,
    });
    const reading = certificateReading(new X509Certificate(certificate), Number(until) - 7 * DAY_MS + later);
    expect(reading).toEqual({ value: days, reason: 'certificate_expiring' });
  });
});
