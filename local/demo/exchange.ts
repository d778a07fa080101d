import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { redirectTo } from './answer.ts';
import { type KeyedCertificate, makeAuthority } from './certificates.ts';
import { CONTROL, control } from './control.ts';
import { FaultSwitches } from './faults.ts';
import type { Ports } from './ports.ts';
import { HOST, serve } from './served.ts';
import { answerTo } from './site.ts';

/** A demo exchange that is running. */
export interface Exchange {
  readonly ports: Ports;
  /** PEM: what a client must trust. */
  readonly authority: string;
  /** Cuts every connection and frees the ports. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a small trading platform on loopback, with a certificate authority of its own. Port 0 takes any free one.
 * Throws the system's error, such as EADDRINUSE, with both ports free again.
 */
export async function startExchange(ports: Ports): Promise<Exchange> {
  const { authority, valid, expired } = await makeCertificates();
  const tls = createSecureServer(valid);
  const faults = new FaultSwitches(() =>
    tls.setSecureContext(faults.isOn('expired-certificate') ? expired : valid),
  );
  const secure = serve(tls, ({ url }) => faults.strike(answerTo(url, Date.now()), url.pathname));
  const plain = serve(createServer(), ({ method, url }) => {
    if (url.pathname.startsWith(CONTROL)) return control({ method, url }, faults, authority);
    const location = `https://localhost:${secure.port()}${url.pathname}${url.search}`;
    return faults.strike(redirectTo(location), url.pathname);
  });
  const close = async () => void (await Promise.all([plain.close(), secure.close()]));
  try {
    // The plain port first: who finds it taken asks it for the authority, which is there by now.
    await plain.listen(ports.http);
    await secure.listen(ports.https);
  } catch (error) {
    await close();
    throw error;
  }
  return { ports: { http: plain.port(), https: secure.port() }, authority, close };
}

const DAY_MS = 86_400_000;

async function makeCertificates() {
  const hosts = ['localhost', HOST, '::1'];
  const authority = await makeAuthority('Vedette demo authority');
  const notBefore = new Date(Date.now() - 30 * DAY_MS);
  const notAfter = new Date(Date.now() - DAY_MS);
  return {
    authority: authority.certificate,
    valid: keyed(await authority.issue({ hosts })),
    expired: keyed(await authority.issue({ hosts, notBefore, notAfter })),
  };
}

const keyed = ({ certificate, privateKey }: KeyedCertificate) => ({ cert: certificate, key: privateKey });
