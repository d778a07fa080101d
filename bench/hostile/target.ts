/** Targets that mean no good, each on a port of its own. */
import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type KeyedCertificate, makeAuthority, makeSelfSigned } from '../../local/demo/certificates.ts';
import { answering } from '../child.ts';
import { type Hostile, MIB } from './contender.ts';

const OK = '{"status":"ok"}';
const head = (...lines: readonly string[]) =>
  `${['HTTP/1.1 200 OK', ...lines, 'connection: close'].join('\r\n')}\r\n\r\n`;

const DAY_MS = 86_400_000;

/** Sends until so many bytes are sent, as fast as they are taken. */
function pour(socket: Socket, bytes: number): void {
  const chunk = Buffer.alloc(65_536, 'x');
  let left = bytes;
  const more = () => {
    while (left > 0 && socket.writable) {
      left -= chunk.length;
      if (!socket.write(chunk)) return;
    }
    socket.end();
  };
  socket.on('drain', more);
  more();
}

function trickle(socket: Socket): void {
  socket.write(head('content-length: 1000'));
  const timer = setInterval(() => socket.write('x'), 500);
  socket.once('close', () => clearInterval(timer));
}

/** Each member decodes to 16 MiB: what zlib and Go read as one. */
const bombOf = (mib: number): Buffer =>
  Buffer.concat(Array(mib / 16).fill(gzipSync(Buffer.alloc(16 * MIB), { level: 9 })));

const plain = (mib: number, elsewhere: number): Record<string, (socket: Socket) => void> => {
  const bomb = bombOf(mib);
  return {
    'an answer as it should be': (socket) => socket.end(`${head()}${OK}`),
    'no answer': () => {},
    'silence after the headers': (socket) => socket.write(head('content-length: 100')),
    'one byte each half second': trickle,
    [`a body of ${2 * mib} MiB`]: (socket) => {
      socket.write(head(`content-length: ${2 * mib * MIB}`));
      pour(socket, 2 * mib * MIB);
    },
    [`1 MB of gzip that is ${mib} MiB`]: (socket) => {
      socket.write(head('content-encoding: gzip', `content-length: ${bomb.length}`));
      socket.end(bomb);
    },
    'a reset in the body, after the match': (socket) => {
      socket.write(`${head('content-length: 100')}${OK}`, () =>
        setTimeout(() => socket.resetAndDestroy(), 30),
      );
    },
    'a body shorter than announced': (socket) => socket.end(`${head('content-length: 100')}${OK}`),
    'a redirect to itself': (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n'),
    'a redirect to an inner service': (socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:${elsewhere}/\r\n\r\n`),
  };
};

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const tcp = (serve: (socket: Socket) => void) =>
  createServer((socket) => {
    socket.on('error', () => {}).resume(); // a client that goes away is what this is about
    socket.once('data', () => serve(socket));
  });

const secured = ({ certificate, privateKey }: KeyedCertificate) =>
  createHttps({ cert: certificate, key: privateKey }, (_request, response) => response.end(OK));

answering(async ({ mib }: { mib: number }): Promise<Hostile> => {
  const authority = await makeAuthority('Bench authority');
  const elsewhere = await portOf(tcp((socket) => socket.end(`${head()}${OK}`)));
  const expired = { notBefore: new Date(Date.now() - 60 * DAY_MS), notAfter: new Date(Date.now() - DAY_MS) };
  const urls: Record<string, string> = {};
  for (const [name, serve] of Object.entries(plain(mib, elsewhere)))
    urls[name] = `http://127.0.0.1:${await portOf(tcp(serve))}/`;
  const certificates: Record<string, KeyedCertificate> = {
    'a certificate for another host': await authority.issue({ hosts: ['other.example.com'] }),
    'an expired certificate': await authority.issue({ hosts: ['localhost'], ...expired }),
    'a self-signed certificate': await makeSelfSigned(['localhost']),
  };
  for (const [name, keyed] of Object.entries(certificates))
    urls[name] = `https://localhost:${await portOf(secured(keyed))}/`;
  urls['a TLS port that is silent'] = `https://localhost:${await portOf(tcp(() => {}))}/`;
  return { urls, root: authority.certificate };
});
