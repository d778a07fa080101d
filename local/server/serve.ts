import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { DemoControl } from '../demo/client.ts';
import type { EvidenceFolder } from '../store/evidence-folder.ts';
import type { Watched } from '../twin/watch.ts';
import { EventStreams } from './events/streams.ts';
import { handler } from './handle.ts';
import { Tally } from './metrics/tally.ts';
import { type PageFiles, pageOf } from './page/files.ts';
import { Recent } from './recent.ts';

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Names that it may be asked by, beside loopback's and `host`. @default [] */
  readonly names?: readonly string[];
  /** The project's home region, whose zone the page shows beside the viewer's. @default not told */
  readonly home?: string;
  /** What a writer has to bring as `authorization: Bearer`. @default none: read-only */
  readonly token?: string;
  /** The page: a folder, which is read once, or its files. */
  readonly page: string | PageFiles;
  /** The switches of the demo exchange, while there is one. @default there is none */
  readonly demo?: () => DemoControl | undefined;
  /** @default none: no files of evidence are kept */
  readonly evidence?: Pick<EvidenceFolder, 'read'>;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

export interface Served {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends every stream, lets what is being answered go out, and frees the port. */
  readonly close: () => Promise<void>;
}

/** A request is a few lines: who takes longer to send one keeps a connection from others. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
} as const;

const MAX_CONNECTIONS = 256;

/** How long an answer that is going out may still take when the server is closed. */
const LAST_ANSWERS_MS = 1_000;

/**
 * Shows what is watched: the page, the JSON API with its stream of events, `/metrics`, `/healthz` and `/readyz`. Throws the
 * system's error when the port is taken or the page cannot be read.
 */
export async function serve(watched: Watched, options: ServeOptions): Promise<Served> {
  const { port, host = '127.0.0.1', names = [], home, token, page, demo = noDemo, evidence } = options;
  const { now = Date.now } = options;
  const files = await pageOf(page);
  const [recent, tally] = [new Recent(watched.archive), new Tally()];
  const streams = new EventStreams({ epoch: watched.startedAt });
  const server = { watched, recent, tally, streams, home, token, demo, evidence, now };
  const http = createServer(LIMITS, handler({ server, page: files, names: [hostName(host), ...names] }));
  http.maxConnections = MAX_CONNECTIONS;
  await listen(http, port, host);
  const unfollow = watched.follow((event) => {
    recent.note(event);
    tally.count(event);
    streams.publish(event);
  });
  const stop = new AbortController();
  recent.warmUp(
    watched.checks().map(({ id }) => id),
    stop.signal,
  );
  return {
    url: `http://${hostName(host)}:${(http.address() as AddressInfo).port}`,
    close: async () => {
      unfollow();
      stop.abort();
      streams.close();
      await closed(http);
    },
  };
}

const noDemo = (): undefined => undefined;

/** As it stands in a URL. */
const hostName = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

async function listen(http: HttpServer, port: number, host: string): Promise<void> {
  http.listen(port, host);
  await once(http, 'listening');
}

async function closed(http: HttpServer): Promise<void> {
  const over = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  const timer = setTimeout(() => http.closeAllConnections(), LAST_ANSWERS_MS);
  await over;
  clearTimeout(timer);
}
