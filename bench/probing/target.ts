/** What is probed: 1 KB of JSON over http and https, the connection closed after each answer; a body of 10 GB at `/endless`. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority } from '../../local/demo/certificates.ts';
import { answering } from '../child.ts';

export interface Targets {
  readonly http: string;
  readonly https: string;
  readonly root: string;
}

const BODY = JSON.stringify({ status: 'ok', padding: 'x'.repeat(1_000) });

const TEN_GB = 10_000_000_000;
const CHUNK = Buffer.alloc(65_536, 'x');

const endless: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': TEN_GB });
  const more = () => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  more();
};

const answer: RequestListener = (request, response) => {
  if (request.url === '/endless') return endless(request, response);
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(BODY);
};

async function portOf(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

answering(async (): Promise<Targets> => {
  const authority = await makeAuthority('Bench authority');
  const { certificate, privateKey } = await authority.issue({ hosts: ['localhost', '127.0.0.1'] });
  const [plain, secure] = await Promise.all([
    portOf(createServer(answer)),
    portOf(createSecureServer({ cert: certificate, key: privateKey }, answer)),
  ]);
  return {
    http: `http://127.0.0.1:${plain}/`,
    https: `https://127.0.0.1:${secure}/`,
    root: authority.certificate,
  };
});
