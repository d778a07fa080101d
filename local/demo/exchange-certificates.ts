import { type KeyedCertificate, makeAuthority, makeSelfSigned } from './certificates.ts';
import { HOST } from './service.ts';

/** The certificates that the demo exchange can show, by what is to be thought of them. */
export type CertificateName = 'valid' | 'expired' | 'wrong-host' | 'self-signed' | 'without-intermediate';

interface ExchangeCertificates {
  /** PEM: what a client must trust. */
  readonly authority: string;
  readonly shown: Readonly<Record<CertificateName, KeyedCertificate>>;
}

const HOSTS = ['localhost', HOST, '::1'];

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

/** Makes an authority, one below it that signs, and a certificate of each sort. */
export async function makeExchangeCertificates(): Promise<ExchangeCertificates> {
  const root = await makeAuthority('Vedette demo authority');
  const signer = await root.delegate('Vedette demo intermediate', inDays(5 * 365));
  const [valid, expired, wrongHost, selfSigned] = await Promise.all([
    signer.issue({ hosts: HOSTS }),
    signer.issue({ hosts: HOSTS, notBefore: inDays(-30), notAfter: inDays(-1) }),
    signer.issue({ hosts: ['another-exchange.demo'] }),
    makeSelfSigned(HOSTS),
  ]);
  return {
    authority: root.certificate,
    shown: {
      valid,
      expired,
      'wrong-host': wrongHost,
      'self-signed': selfSigned,
      'without-intermediate': { ...valid, certificate: leafOf(valid) },
    },
  };
}

const END = '-----END CERTIFICATE-----';

/** The first of the certificates that a server sends. */
const leafOf = ({ certificate }: KeyedCertificate): string =>
  certificate.slice(0, certificate.indexOf(END) + END.length);
