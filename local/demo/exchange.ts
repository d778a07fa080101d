import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { redirectTo } from './answer.ts';
import type { KeyedCertificate } from './certificates.ts';
import { CONTROL, control } from './control.ts';
import { makeExchangeCertificates } from './exchange-certificates.ts';
import { FaultSwitches } from './fault-switches.ts';
import { fixGateway } from './fix-gateway.ts';
import { type FrontFiles, frontFiles } from './front/files.ts';
import { Front } from './front/front.ts';
import { FRONT_RULES } from './front/rules.ts';
import { nameServer } from './name-server.ts';
import { ORDER_RULES, OrderApi } from './orders.ts';
import type { Ports } from './ports.ts';
import { type ServedRequest, serve } from './served.ts';
import { answerTo } from './site.ts';
import { answerFrom } from './zone.ts';

/** A demo exchange that is running. */
export interface Exchange {
  readonly ports: Ports;
  /** PEM: what a client must trust. */
  readonly authority: string;
  /** Cuts every connection and frees the ports. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a small trading platform on loopback, with a certificate authority of its own: a web front and APIs over
 * HTTPS, a plain port that leads there, a FIX gateway and a name server. Port 0, the default, takes any free one.
 * Throws the system's error, such as EADDRINUSE, with every port free again.
 */
export async function startExchange(ports: Partial<Ports> = {}): Promise<Exchange> {
  const [{ authority, shown }, files] = await Promise.all([makeExchangeCertificates(), frontFiles()]);
  const faults = new FaultSwitches(() => {
    tls.setSecureContext(keyed(shown[faults.strike('certificate', 'valid')]));
    gateway.obey();
  });
  const gateway = fixGateway({ certificate: shown.valid, manner: () => faults.strike('fix', 'welcoming') });
  const tls = createSecureServer(keyed(shown.valid));
  const secure = serve(tls, platform(faults, files));
  const plain = serve(createServer(), (request) => {
    const { method, url } = request;
    if (url.pathname.startsWith(CONTROL)) return control({ method, url }, faults, authority);
    const location = `https://localhost:${secure.port()}${url.pathname}${url.search}`;
    return faults.strike('web', redirectTo(location), url.pathname);
  });
  const close = async () => void (await Promise.all([plain.close(), secure.close(), gateway.close()]));
  try {
    // The plain port first: who finds it taken asks it for the authority, which is there by now.
    await plain.listen(ports.http ?? 0);
    await secure.listen(ports.https ?? 0);
    await gateway.listen(ports.fix ?? 0);
    const names = await nameServer({
      port: ports.dns ?? 0,
      answer: (question) => faults.strike('dns', answerFrom(question)),
    });
    return {
      ports: { http: plain.port(), https: secure.port(), fix: gateway.port(), dns: names.port },
      authority,
      close: async () => void (await Promise.all([close(), names.close()])),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What HTTPS answers: the order API and the web front where the path is their own, the open APIs everywhere else. */
function platform(faults: FaultSwitches, files: FrontFiles) {
  const orders = new OrderApi(() => faults.strike('orders', ORDER_RULES));
  const front = new Front({ files, orders, rules: () => faults.strike('front', FRONT_RULES) });
  return (request: ServedRequest) => {
    const now = Date.now();
    const usual = orders.answerTo(request, now) ?? front.answerTo(request, now) ?? answerTo(request.url, now);
    return faults.strike('web', usual, request.url.pathname);
  };
}

const keyed = ({ certificate, privateKey }: KeyedCertificate) => ({ cert: certificate, key: privateKey });
