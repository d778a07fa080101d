import { randomInt } from 'node:crypto';
import { getServers } from 'node:dns';
import type { Socket } from 'node:net';
import type { Network } from '../../model/check.ts';
import type { Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { unlessAborted } from '../net/abort.ts';
import { askByDatagram } from '../net/datagram.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { type DnsSpec, parseResolver, type Resolver } from './check.ts';
import {
  answerTo,
  type DnsAnswer,
  datagramOf,
  isForeign,
  NotAnAnswer,
  type Question,
  streamOf,
} from './message.ts';

/** What came of asking one resolver. */
export interface Asked {
  readonly resolver: Resolver;
  readonly phases: Phases;
  readonly answer?: DnsAnswer;
  readonly fault?: Fault;
}

interface AskRequest {
  readonly spec: DnsSpec;
  readonly resolver: Resolver;
  readonly network: Network;
  readonly context: ProbeContext;
}

/** The system's first resolver: ours, so no check has to allow its address. */
export function systemResolver(): Resolver {
  return parseResolver(getServers()[0] ?? '127.0.0.1', 53) ?? { host: '127.0.0.1', port: 53 };
}

/** Asks one resolver. Never throws for what the resolver does. */
export async function ask(request: AskRequest): Promise<Asked> {
  const { spec, resolver, context } = request;
  const stopwatch = new Stopwatch(context.monotonic);
  // An id that cannot be guessed, per RFC 5452.
  const question: Question = { id: randomInt(65_536), name: spec.name, record: spec.record };
  try {
    const first = spec.transport === 'udp' ? await byDatagram(request, question, stopwatch) : undefined;
    const answer = first && !first.isTruncated ? first : await byStream(request, question, stopwatch);
    return { resolver, answer, phases: stopwatch.phases() };
  } catch (error) {
    return { resolver, fault: dnsFaultOf(error, request, stopwatch), phases: stopwatch.phases() };
  }
}

async function byDatagram(
  { resolver, network, context: { dial, signal } }: AskRequest,
  question: Question,
  stopwatch: Stopwatch,
): Promise<DnsAnswer> {
  const [to] = await dial.resolve({ host: resolver.host, network, signal });
  stopwatch.enter('ttfb');
  const accept = (bytes: Buffer) => !isForeign(question, bytes);
  const payload = datagramOf(question);
  const bytes = await askByDatagram({ to, port: resolver.port, payload, accept, signal });
  stopwatch.leave();
  return answerTo(question, bytes);
}

async function byStream(
  { spec, resolver, network, context: { dial, signal } }: AskRequest,
  question: Question,
  stopwatch: Stopwatch,
): Promise<DnsAnswer> {
  const tls = spec.transport === 'tls' ? { tls: { alpn: ['dot'] } } : {};
  const { socket } = await dial({ ...resolver, network, ...tls, stopwatch, signal });
  try {
    stopwatch.enter('ttfb');
    socket.write(streamOf(question));
    const bytes = await unlessAborted(message(socket), signal);
    stopwatch.leave();
    return answerTo(question, bytes);
  } finally {
    socket.destroy();
  }
}

/** One message out of a stream: two bytes of length, then as many. */
function message(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE()) {
        resolve(bytes.subarray(2, 2 + bytes.readUInt16BE()));
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

function dnsFaultOf(error: unknown, { resolver }: AskRequest, stopwatch: Stopwatch): Fault {
  const where = `${resolver.host}:${resolver.port}`;
  if (error instanceof NotAnAnswer)
    return { reason: 'protocol_error', message: `${error.message} (${where})` };
  const fault = faultOf(error, stopwatch.stage, where);
  if (fault.reason !== 'response_timeout') return fault;
  return { reason: 'dns_timeout', message: `the resolver did not answer in time (${where})` };
}
