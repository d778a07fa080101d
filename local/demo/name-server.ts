import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet, type Question } from 'dns-packet';
import type { KeyedCertificate } from './certificates.ts';
import { HOST, tcpService } from './service.ts';

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
  /** Cuts every connection and frees the ports. */
  readonly close: () => Promise<void>;
}

/** A name server on loopback, over UDP, TCP and TLS. Throws the system's error, with every port free again. */
export async function nameServer({ answer, port = 0, certificate }: NameServerOptions): Promise<NameServer> {
  const over = (transport: 'udp' | 'tcp' | 'tls') => (question: Question) => answer(question, transport);
  const udp = createSocket('udp4');
  udp.on('message', (bytes, { port: from, address }) => {
    const reply = replyTo(bytes, over('udp'));
    if (reply) udp.send(reply, from, address);
  });
  const tcp = tcpService(createServer((socket) => converse(socket, over('tcp'))));
  const tls = certificate && tcpService(secured(certificate, (socket) => converse(socket, over('tls'))));
  const close = async () => {
    udp.close();
    await Promise.all([tcp.close(), tls?.close()]);
  };
  try {
    await tcp.listen(port);
    await bind(udp, tcp.port());
    await tls?.listen(0);
  } catch (error) {
    await close();
    throw error;
  }
  return { port: tcp.port(), tlsPort: tls?.port(), close };
}

const secured = ({ certificate, privateKey }: KeyedCertificate, serve: (socket: Socket) => void) =>
  createTlsServer({ cert: certificate, key: privateKey }, serve).on('tlsClientError', () => {});

function bind(socket: DatagramSocket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, HOST, () => {
      socket.off('error', reject).on('error', () => {}); // an answer that cannot be sent is lost, as on any network
      resolve();
    });
  });
}

type AnswerTo = (question: Question) => NameAnswer;

/** A client that has not asked by then has gone. */
const IDLE_MS = 10_000;

/** Answers the one question of a connection: two bytes of length, then as many. */
function converse(socket: Socket, answer: AnswerTo): void {
  let heard = Buffer.alloc(0);
  socket.setTimeout(IDLE_MS, () => socket.destroy()).on('error', () => {}); // a client that goes needs no answer
  const onData = (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    if (heard.length < 2 || heard.length < 2 + heard.readUInt16BE()) return;
    socket.off('data', onData).resume(); // what else comes is read past
    const reply = replyTo(heard.subarray(2, 2 + heard.readUInt16BE()), answer);
    if (reply) socket.end(Buffer.concat([lengthOf(reply), reply]));
  };
  socket.on('data', onData);
}

const lengthOf = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return length;
};

function replyTo(bytes: Buffer, answer: AnswerTo): Buffer | undefined {
  try {
    const { id, questions = [] } = decode(bytes);
    const [question] = questions;
    const reply = question && answer(question);
    if (!reply || Buffer.isBuffer(reply)) return reply;
    return encode({ type: 'response', id: id ?? 0, flags: AUTHORITATIVE_ANSWER, questions, ...reply });
  } catch {
    return undefined; // what is not a question gets no answer
  }
}
