import { setImmediate } from 'node:timers/promises';
import { quote } from '../../model/assertion/operators.ts';
import type { Network } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import type { Connection } from '../net/dial.ts';
import type { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import type { Answer } from './answer.ts';
import type { HttpSpec } from './check.ts';
import { decode } from './decode.ts';
import type { Head } from './exchange.ts';
import { follow, locationOf, type Request } from './request.ts';

/** A redirect that is not followed. */
export class RedirectStopped extends Error {
  override readonly name = 'RedirectStopped';

  constructor(
    readonly reason: Extract<Reason, 'redirect_limit' | 'redirect_refused'>,
    message: string,
  ) {
    super(message);
  }
}

/** Keeps cookies between requests. */
export interface CookieJar {
  /** The value of the `cookie` header for a URL; empty without any. */
  readonly cookiesFor: (url: URL) => string;
  readonly keep: (url: URL, setCookies: readonly string[]) => void;
}

export interface VisitOptions {
  readonly spec: Pick<HttpSpec, 'redirects' | 'bodyCap' | 'http2' | 'ip'>;
  readonly network: Network;
  readonly context: Pick<ProbeContext, 'dial' | 'signal'>;
  readonly stopwatch: Stopwatch;
  /** @default cookies are not kept */
  readonly jar?: CookieJar;
}

/** A cache, because Node asks its loaders again for every `import()` of the same file. */
let loaded: Promise<typeof import('./exchange.ts')> | undefined;

/**
 * Loads the HTTP client, which takes as long as all else that a probe needs, while the first connection is being made:
 * in the turn after, because Node reads and compiles in the turn of the `import()` itself.
 */
function loadClient() {
  loaded ??= setImmediate().then(() => import('./exchange.ts'));
  return loaded;
}

/** A request and its redirects, each over a connection of its own. Says at any time how far it came. */
export class Visit {
  readonly #options: VisitOptions;
  /** The URL that was asked last. */
  url: URL;
  redirects = 0;
  /** Of the last hop, as far as it came. */
  head: Head | undefined;
  connection: Connection | undefined;

  constructor(options: VisitOptions, url: URL) {
    this.#options = options;
    this.url = url;
  }

  /** Throws what `dial` and `exchange` throw, `BodyMalformed`, and `RedirectStopped`. */
  async make(first: Request): Promise<Answer> {
    const { spec, stopwatch } = this.#options;
    let request = first;
    for (;;) {
      const head = await this.#hop(request);
      const { status, headers, bodySoFar } = head;
      const location = locationOf(head.status, head.headers.location);
      if (location === undefined || spec.redirects === 0) {
        stopwatch.end();
        const body = await decode(bodySoFar(), headers['content-encoding'], spec.bodyCap);
        return { status, headers, body, redirects: this.redirects, connection: this.connection };
      }
      request = this.#next(request, status, location);
    }
  }

  #next(request: Request, status: number, location: string): Request {
    const { redirects } = this.#options.spec;
    const { origin } = request.url;
    const next = follow(request, status, location);
    if ('refused' in next) throw new RedirectStopped('redirect_refused', `${origin} ${next.refused}`);
    if (this.redirects === redirects) {
      const where = `${origin} redirects to ${quote(location)}`;
      throw new RedirectStopped('redirect_limit', `still redirected after ${redirects} redirects (${where})`);
    }
    this.redirects += 1;
    return next.request;
  }

  async #hop(request: Request): Promise<Head> {
    const { spec, stopwatch, jar, context } = this.#options;
    this.url = request.url;
    this.head = undefined;
    this.connection = undefined;
    const client = loadClient();
    this.connection = await this.#dial(request);
    const { exchange } = await stopwatch.apart(client);
    const head = await exchange({
      connection: this.connection,
      request: withCookies(request, jar),
      bodyCap: spec.bodyCap,
      stopwatch,
      signal: context.signal,
      onHead: (begun) => {
        this.head = begun;
      },
    });
    jar?.keep(request.url, head.setCookies);
    return head;
  }

  #dial(request: Request): Promise<Connection> {
    const { spec, network, context, stopwatch } = this.#options;
    const { signal } = context;
    return context.dial({ ...dialOf(request, spec), network, stopwatch, signal });
  }
}

/** Whom a request leads to, and how. `ws` and `wss` are http and https here. */
export function dialOf(
  { url, tls }: Pick<Request, 'url' | 'tls'>,
  { ip, http2 }: Pick<HttpSpec, 'ip' | 'http2'>,
) {
  const isTls = url.protocol === 'https:' || url.protocol === 'wss:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isTls ? 443 : 80)),
    ip,
    ...(isTls && { tls: { ...tls, alpn: http2 ? ['h2', 'http/1.1'] : ['http/1.1'] } }),
  };
}

function withCookies(request: Request, jar: CookieJar | undefined): Request {
  const cookie = jar?.cookiesFor(request.url);
  return cookie ? { ...request, headers: { ...request.headers, cookie } } : request;
}
