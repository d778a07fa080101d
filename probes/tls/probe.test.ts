import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions as ServerOptions } from 'node:tls';
import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyedCertificate } from '../../local/demo/certificates.ts';
import { certificate, tlsVersion } from '../../model/assertion/words.ts';
import type { Reason } from '../../model/reason.ts';
import { run } from '../../test/probing.ts';
import { localCertificate, tcpTarget, testAuthority, tlsTarget } from '../../test/targets.ts';
import { chain, cipher, fingerprint, ocsp, type TlsAssertion, type TlsOptions, tls } from './check.ts';
import { ocspStatus } from './ocsp.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

const shaking = async (
  keyed: KeyedCertificate,
  options: Partial<TlsOptions> = {},
  server: ServerOptions = {},
) => {
  const { port } = await tlsTarget(() => {}, keyed, server);
  return run(tls('certificate', { host: 'localhost', port, ...options }));
};

describe('the verdict on a handshake', () => {
  it.each<[sentence: string, expected: TlsAssertion[], server: ServerOptions, Reason | undefined]>([
    ['trusted and for this name is enough', [], {}, undefined],
    ['days left', [certificate.daysLeft.atLeast(80)], {}, undefined],
    ['too few days left', [certificate.daysLeft.atLeast(100)], {}, 'certificate_expiring'],
    ['share of the lifetime left, of each', [chain.lifetimeLeft.atLeast(80)], {}, undefined],
    ['TLS 1.3', [tlsVersion.is('TLSv1.3')], {}, undefined],
    ['above the floor', [tlsVersion.atLeast('TLSv1.2')], {}, undefined],
    ['below the floor', [tlsVersion.atLeast('TLSv1.3')], { maxVersion: 'TLSv1.2' }, 'tls_weak'],
    ['only TLS 1.2 where 1.3 is wanted', [tlsVersion.is('TLSv1.3')], { maxVersion: 'TLSv1.2' }, 'tls_weak'],
    ['a wanted cipher suite', [cipher.matches(/^TLS_(AES|CHACHA20)/)], {}, undefined],
    [
      'an unwanted cipher suite',
      [cipher.matches(/GCM|CHACHA20/)],
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
      'tls_weak',
    ],
    ['another fingerprint', [fingerprint.isOneOf(['AB:CD'])], {}, 'certificate_changed'],
    ['a staple that must be there', [ocsp.is('good')], {}, 'certificate_revoked'],
  ])('%s', async (_sentence, expected, server, reason) => {
    const result = await shaking(await localCertificate(), { expect: expected }, server);
    const state = reason === 'certificate_expiring' ? 'degraded' : 'failed';
    expect([result.reason, result.state]).toEqual([reason, reason ? state : 'passed']);
  });

  it('days are exact to the second at the boundary', async () => {
    const authority = await testAuthority();
    const almost = await authority.issue({
      hosts: ['localhost'],
      notAfter: new Date(Date.now() + 7 * DAY_MS - 60_000),
    });
    const enough = await authority.issue({
      hosts: ['localhost'],
      notAfter: new Date(Date.now() + 7 * DAY_MS + 60_000),
    });
    const week = { expect: [certificate.daysLeft.atLeast(7)] };
    expect((await shaking(almost, week)).reason).toBe('certificate_expiring');
    expect((await shaking(enough, week)).state).toBe('passed');
  });

  it('the pinned fingerprint, written as people copy it', async () => {
    const keyed = await localCertificate();
    const { attempts } = await shaking(keyed, { expect: [tlsVersion.is('TLSv1')] });
    const shown = attempts[0]?.evidence?.certificates?.[0]?.sha256 ?? '';
    expect((await shaking(keyed, { expect: [fingerprint.isOneOf(['00', shown])] })).state).toBe('passed');
  });

  it('an intermediate that expires before the leaf does', async () => {
    const soon = await (await testAuthority()).delegate('Intermediate', inDays(5));
    const keyed = await soon.issue({ hosts: ['localhost'] });
    expect((await shaking(keyed, { expect: [certificate.daysLeft.atLeast(30)] })).state).toBe('passed');
    const result = await shaking(keyed, { expect: [chain.daysLeft.atLeast(30)] });
    expect(result).toMatchObject({
      reason: 'certificate_expiring',
      message: expect.stringMatching(/got 4\.99\d+ \(2 of 2\)/),
    });
  });

  it('an intermediate that is not sent', async () => {
    const below = await (await testAuthority()).delegate('Intermediate');
    const { certificate: sent, privateKey } = await below.issue({ hosts: ['localhost'] });
    const [leaf = ''] = sent.split(/(?<=-----END CERTIFICATE-----)/);
    expect((await shaking({ certificate: leaf, privateKey })).reason).toBe('certificate_chain_incomplete');
  });

  it('another name than the host is asked for and held against', async () => {
    const keyed = await (await testAuthority()).issue({ hosts: ['fix.example.com'] });
    expect((await shaking(keyed)).reason).toBe('certificate_wrong_host');
    expect((await shaking(keyed, { serverName: 'fix.example.com' })).state).toBe('passed');
  });

  it('a port that never answers', async () => {
    const { port, abandoned } = await tcpTarget(() => {});
    const result = await run(tls('certificate', { host: 'localhost', port, timeout: '200ms' }));
    expect(result.reason).toBe('tls_timeout');
    await abandoned();
  });
});

describe('a stapled OCSP response', () => {
  const responseWith = (certStatus: CertStatus): Buffer => {
    const single = new SingleResponse({ certID: new CertID(), certStatus, thisUpdate: new Date() });
    const tbsResponseData = new ResponseData({
      responderID: new ResponderID({ byKey: new OctetString(20) }),
      producedAt: new Date(),
      responses: [single],
    });
    const basic = new BasicOCSPResponse({
      tbsResponseData,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' }),
      signature: new ArrayBuffer(8),
    });
    const responseBytes = new ResponseBytes({
      responseType: '1.3.6.1.5.5.7.48.1.1',
      response: new OctetString(AsnConvert.serialize(basic)),
    });
    const whole = new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes });
    return Buffer.from(AsnConvert.serialize(whole));
  };

  const good = () => responseWith(new CertStatus({ good: null }));
  const revoked = () =>
    responseWith(new CertStatus({ revoked: new RevokedInfo({ revocationTime: new Date() }) }));

  it('comes with the handshake, and "revoked" fails without an assertion', async () => {
    const { certificate: cert, privateKey: key } = await localCertificate();
    const server = createServer({ cert, key }, (socket) => socket.on('error', () => {}));
    server.on('OCSPRequest', (_certificate, _issuer, reply) => reply(null, revoked()));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const result = await run(tls('certificate', { host: 'localhost', port }));
    expect(result).toMatchObject({ state: 'failed', reason: 'certificate_revoked' });
  });

  it.each<[staple: string, bytes: () => Buffer | undefined, status: string]>([
    ['none', () => undefined, 'absent'],
    ['good', good, 'good'],
    ['revoked', revoked, 'revoked'],
    ['unknown', () => responseWith(new CertStatus({ unknown: null })), 'unknown'],
    ['garbage', () => Buffer.from('not ASN.1'), 'unreadable'],
    ['try later', () => Buffer.from('30030a0103', 'hex'), 'unreadable'],
  ])('%s', (_staple, bytes, status) => {
    expect(ocspStatus(bytes())).toBe(status);
  });
});
