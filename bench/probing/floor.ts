/** The floor: what Node's own sockets cost with nothing on top but a search for the status and the text. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, rootCertificates, type TLSSocket } from 'node:tls';
import { answering } from '../child.ts';
import { type Cost, costOf, EXPECTED, sideBySide, type Work } from './contender.ts';

const WEEK_MS = 7 * 86_400_000;

function probe(open: () => Socket, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = open();
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () =>
      resolve(answer.startsWith('HTTP/1.1 200') && EXPECTED.test(answer) && isFresh(socket)),
    );
    socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\naccept: */*\r\nconnection: close\r\n\r\n`);
  });
}

/** Read while the socket lives; the certificate of a plain one is none. */
const isFresh = (socket: Socket & { validTo?: string }): boolean =>
  socket.validTo === undefined || Date.parse(socket.validTo) - Date.now() > WEEK_MS;

function opener({ url, root }: Work): () => Socket {
  const { protocol, hostname: host, port } = new URL(url);
  if (protocol === 'http:') return () => connect({ host, port: Number(port), noDelay: true });
  const secureContext = createSecureContext({ ca: [...rootCertificates, root] });
  return () => {
    const socket: TLSSocket & { validTo?: string } = connectTls({ host, port: Number(port), secureContext });
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate) socket.validTo = certificate.validTo;
    });
    return socket;
  };
}

answering((work: Work): Promise<Cost> => {
  const open = opener(work);
  return costOf(() => sideBySide(work.count, () => probe(open, new URL(work.url).host)));
});
