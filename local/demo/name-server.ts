import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet, type Question } from 'dns-packet';
import type { KeyedCertificate } from './certificates.ts';

/** What a question is answered with: parts of a packet, bytes as they are, or nothing at all. */
export type NameAnswer = Partial<Packet> | Buffer | undefined;

interface NameServerOptions {
  readonly answer: (question: Question, transport: 'udp' | 'tcp' | 'tls') => NameAnswer;
  /** Over UDP and TCP alike. @default a free one */
  readonly port?: number;
  /** Serves DNS over TLS on a port of its own when there is one. */
  readonly certificate?: KeyedCertificate;
}

export interface NameServer {
  /** Of UDP and TCP. */
  readonly port: number;
  /** Of DNS over TLS; absent without a certificate. */
  readonly tlsPort: number | undefined;
  readonly close: () => void;
}

/** A name server on loopback, over UDP, TCP and TLS. */
export async function nameServer({ answer, port = 0, certificate }: NameServerOptions): Promise<NameServer> {
  const stream = (transport: 'tcp' | 'tls') => (socket: Socket) => {
    socket.on('error', () => {}); // a client that goes away needs no answer
    socket.once('data', (bytes) => {
      const reply = replyTo(bytes.subarray(2), (question) => answer(question, transport));
      if (reply) socket.end(Buffer.concat([lengthOf(reply), reply]));
    });
  };
  const tcp = createServer(stream('tcp')).listen(port, '127.0.0.1');
  await once(tcp, 'listening');
  const bound = (tcp.address() as AddressInfo).port;
  const udp = createSocket('udp4').bind(bound, '127.0.0.1');
  await once(udp, 'listening');
  udp.on('message', (bytes, { port: from, address }) => {
    const reply = replyTo(bytes, (question) => answer(question, 'udp'));
    if (reply) udp.send(reply, from, address);
  });
  const tls =
    certificate &&
    createTlsServer({ cert: certificate.certificate, key: certificate.privateKey }, stream('tls'));
  tls?.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
  if (tls) await once(tls, 'listening');
  return {
    port: bound,
    tlsPort: tls && (tls.address() as AddressInfo).port,
    close: () => {
      udp.close();
      tcp.close();
      tls?.close();
    },
  };
}

const lengthOf = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return length;
};

function replyTo(bytes: Buffer, answer: (question: Question) => NameAnswer): Buffer | undefined {
  const { id, questions = [] } = decode(bytes);
  const [question] = questions;
  const reply = question && answer(question);
  if (!reply || Buffer.isBuffer(reply)) return reply;
  return encode({ type: 'response', id: id ?? 0, flags: AUTHORITATIVE_ANSWER, questions, ...reply });
}
