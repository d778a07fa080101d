/** What is probed: over TLS, an answer exactly so long after the request was read. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority } from '../../local/demo/certificates.ts';
import { answering } from '../child.ts';
import { TARGET_MS } from './contender.ts';

export interface SlowTarget {
  readonly url: string;
  /** PEM. */
  readonly root: string;
}

answering(async (): Promise<SlowTarget> => {
  const authority = await makeAuthority('Bench authority');
  const { certificate, privateKey } = await authority.issue({ hosts: ['localhost', '127.0.0.1'] });
  const server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
    setTimeout(() => response.writeHead(200, { connection: 'close' }).end('ok'), TARGET_MS);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}/`, root: authority.certificate };
});
