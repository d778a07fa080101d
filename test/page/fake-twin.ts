import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TwinEvent } from '../../local/page/api.ts';
import { buildPage } from '../../local/page/build.ts';
import { alarmOf, checksTold, incidentsOf, pageOf, pastOf, resultOf, type Told, viewOf } from './story.ts';

/** As local/server sends it: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

export interface FakeTwin {
  readonly url: string;
  readonly checks: readonly Told[];
  readonly publish: (event: TwinEvent) => void;
  readonly close: () => Promise<void>;
}

/** Serves the page and answers in the shapes of local/server, of so many made-up checks. */
export async function fakeTwin(count = 10): Promise<FakeTwin> {
  const files = await buildPage();
  const checks = checksTold(count);
  const streams = new Set<ServerResponse>();
  const faults = new Set<string>();
  const server = createServer(async ({ url = '/', method }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    response.setHeader('content-security-policy', POLICY);
    if (pathname === '/api/v1/events') return follow(response, streams);
    if (method === 'PUT' || method === 'DELETE') toggle(faults, pathname.split('/').at(-1) ?? '');
    const value = answerOf(pathname.replace('/api/v1/', ''), checks, faults);
    const file = files.get(pathname === '/' ? 'index.html' : pathname.slice(1));
    const body = file ?? (value === undefined ? undefined : Buffer.from(JSON.stringify(value)));
    const type = file ? (TYPES[extname(pathname)] ?? 'text/html; charset=utf-8') : 'application/json';
    if (!body) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    checks,
    publish: (event) => {
      for (const stream of streams) stream.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    close: async () => {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      server.close();
    },
  };
}

function follow(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1000\n\n');
  streams.add(response);
  response.once('close', () => streams.delete(response));
}

const toggle = (faults: Set<string>, name: string): void => {
  if (!faults.delete(name)) faults.add(name);
};

function answerOf(path: string, checks: readonly Told[], faults: ReadonlySet<string>): unknown {
  const now = Date.now();
  const of = (one: Told) => viewOf(one, pastOf(one, now));
  const [, id, rest] = /^checks\/([^/]+)(\/results)?$/.exec(path) ?? [];
  const found = checks.find((one) => one.id === id);
  if (found && rest) return pastOf(found, now, 240).reverse();
  if (found) return pageOf(found, pastOf(found, now), now);
  if (path === 'overview')
    return {
      now,
      eventId: 'none',
      startedAt: now - 7_200_000,
      home: 'ap-southeast-2',
      isDemo: true,
      checks: checks.map(of),
    };
  if (path === 'alarms') return checks.map((one) => alarmOf(one, now));
  if (path === 'incidents') return incidentsOf(now);
  if (path === 'inbox')
    return [
      {
        receiver: 'on-call',
        at: now - 90_000,
        subject: '[CRITICAL] quote fails',
        text: 'quote fails since 14:30.\nRunbook: https://runbooks.example.com/trading-platform',
      },
    ];
  if (path === 'next')
    return checks.map(({ id: check, everyMs }, index) => ({ check, at: now + ((index * 1_700) % everyMs) }));
  if (path.startsWith('demo/faults')) return faultsOf(faults);
  return undefined;
}

const FAULTS = {
  slow: 'answers 1.5 s late',
  '500': 'answers 500 Internal Server Error',
  reset: 'resets the connection instead of answering',
  stale: 'sends prices of ten minutes ago',
};

const faultsOf = (on: ReadonlySet<string>) =>
  Object.entries(FAULTS).map(([name, description]) => ({
    name,
    service: 'web',
    description,
    on: on.has(name),
  }));

/** A result of now, as the twin would publish it. */
export const resultNow = (one: Told, state: Told['state'] = 'passed'): TwinEvent => ({
  type: 'result',
  result: resultOf(one, Date.now(), state),
});
