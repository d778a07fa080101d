import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both in PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** An authority that signs certificates for the demo exchange and for tests; its key never leaves the process. */
export interface Authority {
  /** PEM: what a client must trust. */
  readonly certificate: string;
  readonly issue: (options: IssueOptions) => Promise<KeyedCertificate>;
  /** An authority below this one; what it issues comes with its own certificate, as a server must send it. */
  readonly delegate: (name: string, notAfter?: Date) => Promise<Authority>;
}

export interface IssueOptions {
  /** DNS names and IP addresses, the first one the subject too. */
  readonly hosts: readonly string[];
  /** @default an hour ago */
  readonly notBefore?: Date;
  /** @default in 90 days */
  readonly notAfter?: Date;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Makes an authority, valid from a year ago so that it can sign certificates that have long expired. */
export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...lifetime({ notBefore: yearAgo(), notAfter: new Date(Date.now() + 3_650 * DAY_MS) }),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: authorityExtensions(),
  });
  return authorityOf({ certificate: root, signingKey: keys.privateKey, sent: '' });
}

const yearAgo = () => new Date(Date.now() - 365 * DAY_MS);

const authorityExtensions = () => [
  new x509.BasicConstraintsExtension(true, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
];

interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
  /** What a server sends after its own certificate, in PEM: the authorities below the root. */
  readonly sent: string;
}

const authorityOf = (signer: Signer): Authority => ({
  certificate: signer.certificate.toString('pem'),
  issue: (options) => issue(options, signer),
  delegate: (name, notAfter) => delegate(name, notAfter, signer),
});

async function delegate(name: string, notAfter: Date | undefined, signer: Signer): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: signer.certificate.subject,
    ...lifetime({ notBefore: yearAgo(), notAfter }),
    publicKey: keys.publicKey,
    signingKey: signer.signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: authorityExtensions(),
  });
  return authorityOf({
    certificate,
    signingKey: keys.privateKey,
    sent: `\n${certificate.toString('pem')}${signer.sent}`,
  });
}

async function issue({ hosts, ...dates }: IssueOptions, signer: Signer): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer: signer.certificate.subject,
    ...lifetime(dates),
    publicKey: keys.publicKey,
    signingKey: signer.signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      alternativeNames(hosts),
    ],
  });
  return {
    certificate: `${certificate.toString('pem')}${signer.sent}`,
    privateKey: await toPem(keys.privateKey),
  };
}

const lifetime = ({
  notBefore,
  notAfter,
}: {
  notBefore?: Date | undefined;
  notAfter?: Date | undefined;
}) => ({
  notBefore: notBefore ?? new Date(Date.now() - HOUR_MS),
  notAfter: notAfter ?? new Date(Date.now() + 90 * DAY_MS),
});

/** A certificate that nobody vouches for but itself. */
export async function makeSelfSigned(hosts: readonly string[]): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${hosts[0]}`,
    ...lifetime({}),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [alternativeNames(hosts)],
  });
  return { certificate: certificate.toString('pem'), privateKey: await toPem(keys.privateKey) };
}

const alternativeNames = (hosts: readonly string[]) =>
  new x509.SubjectAlternativeNameExtension(
    hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
  );

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
