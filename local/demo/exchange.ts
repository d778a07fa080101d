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
import { MarketApi, type MarketOptions, STREAM_PATH } from './market/market-api.ts';
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
 * HTTPS, market data, a plain port that leads there, a FIX gateway and a name server. Port 0, the default, takes any free one.
 * Throws the system's error, such as EADDRINUSE, with every port free again.
 */
export async function startExchange(
  ports: Partial<Ports> = {},
  options: MarketOptions = {},
): Promise<Exchange> {
  const [{ authority, shown }, files] = await Promise.all([makeExchangeCertificates(), frontFiles()]);
  const faults = new FaultSwitches({
    onChange: () => {
      tls.setSecureContext(keyed(shown[faults.strike('certificate', 'valid')]));
      gateway.obey();
    },
    now: options.now ?? Date.now,
  });
  const gateway = fixGateway({ certificate: shown.valid, manner: () => faults.strike('fix', 'welcoming') });
  const tls = createSecureServer(keyed(shown.valid));
  const answer = platform({ faults, files, market: new MarketApi(faults, options) });
  const secure = serve(tls, answer);
  const plain = serve(createServer(), (request) => {
    const { method, url, upgrade } = request;
    if (upgrade && url.pathname === STREAM_PATH) return answer(request);
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

interface Parts {
  readonly faults: FaultSwitches;
  readonly files: FrontFiles;
  readonly market: MarketApi;
}

/** What HTTPS answers: order API, web front and market where the path is their own, the open APIs everywhere else. */
function platform({ faults, files, market }: Parts) {
  const orders = new OrderApi(() => faults.strike('orders', ORDER_RULES));
  const front = new Front({ files, orders, rules: () => faults.strike('front', FRONT_RULES) });
  return (request: ServedRequest) => {
    const now = Date.now();
    const own = orders.answerTo(request, now) ?? front.answerTo(request, now) ?? market.answerTo(request);
    const usual = own ?? answerTo(request.url, now);
    return faults.strike('web', usual, request.url.pathname);
  };
}

const keyed = ({ certificate, privateKey }: KeyedCertificate) => ({ cert: certificate, key: privateKey });
