import type { X509Certificate } from 'node:crypto';
import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import { quote } from '../../model/assertion/operators.ts';
import { patternOf } from '../../model/assertion/pattern.ts';
import type { Observation } from '../../model/judge.ts';
import { durationOf, type Phase, type Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { isSecret } from '../../model/secret.ts';
import type { CheckOf } from '../kinds.ts';
import { Deadline } from '../net/abort.ts';
import { certificateReading, summarize } from '../net/certificate.ts';
import {
  Conversation,
  ConversationEnded,
  ConversationTooLong,
  type Matcher,
  untilBytes,
} from '../net/conversation.ts';
import { CertificateRefused, type Connection } from '../net/dial.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import type { Awaited, Payload } from './check.ts';
import { negotiate } from './starttls.ts';

/** Connects, turns to TLS where it is asked for, and goes through the exchanges. */
export async function probe(check: CheckOf<'tcp'>, context: ProbeContext): Promise<Observation> {
  // Secrets are read before the stopwatch starts: how long our own store takes is not the target's time.
  const payloads = await Promise.all(check.spec.exchanges.map(({ send }) => payloadOf(send, context)));
  return new Attempt(check, context).make(payloads);
}

async function payloadOf(send: Payload | undefined, { secrets }: ProbeContext): Promise<Buffer | undefined> {
  if (send === undefined) return undefined;
  if (typeof send === 'string') return Buffer.from(send);
  return isSecret(send) ? Buffer.from(await secrets(send)) : Buffer.from(send.hex.replace(/\s/g, ''), 'hex');
}

/** What is known of an attempt while it goes on, so that one that breaks still tells what it saw. */
class Attempt {
  readonly #check: CheckOf<'tcp'>;
  readonly #context: ProbeContext;
  readonly #stopwatch: Stopwatch;
  #connection: Connection | undefined;
  #talk: Conversation | undefined;
  #awaited: Awaited | undefined;

  constructor(check: CheckOf<'tcp'>, context: ProbeContext) {
    this.#check = check;
    this.#context = context;
    this.#stopwatch = new Stopwatch(context.monotonic);
  }

  async make(payloads: readonly (Buffer | undefined)[]): Promise<Observation> {
    try {
      const { socket } = await this.#connect();
      this.#talk = new Conversation(socket);
      await this.#exchange(this.#talk, payloads);
      return this.#seen();
    } catch (error) {
      return this.#seen(error);
    } finally {
      this.#connection?.socket.destroy();
    }
  }

  async #connect(): Promise<Connection> {
    const { dial, signal } = this.#context;
    const { host, port, tls } = this.#check.spec;
    const request = { host, port, network: this.#check.network, stopwatch: this.#stopwatch, signal };
    const secure = { ...request, tls: { alpn: [] } };
    this.#connection = await dial(tls === 'direct' ? secure : request);
    if (tls === 'none' || tls === 'direct') return this.#connection;
    const talk = new Conversation(this.#connection.socket);
    this.#talk = talk;
    this.#stopwatch.enter('connect');
    await negotiate(tls, talk, signal);
    this.#stopwatch.leave();
    talk.release();
    this.#connection = await dial.secure(secure, this.#connection);
    return this.#connection;
  }

  async #exchange(talk: Conversation, payloads: readonly (Buffer | undefined)[]): Promise<void> {
    for (const [index, { awaited }] of this.#check.spec.exchanges.entries()) {
      const payload = payloads[index];
      if (payload) talk.say(payload);
      if (!awaited) continue;
      this.#awaited = awaited;
      this.#stopwatch.enter('ttfb');
      await talk.hear(matcherOf(awaited), this.#context.signal);
      this.#stopwatch.leave();
    }
  }

  #seen(error?: unknown): Observation {
    const refused = error instanceof CertificateRefused ? error : undefined;
    const certificate = refused?.certificate ?? this.#connection?.certificate;
    const phases = this.#stopwatch.phases();
    const heard = this.#talk?.heard ?? Buffer.alloc(0);
    return {
      phases,
      ...(error !== undefined && { fault: this.#fault(error) }),
      read: (assertion) => read(assertion, { heard, phases, certificate, now: this.#context.now() }),
      measurements: { bytes: heard.length },
      evidence: () => ({
        ...address(refused?.address ?? this.#connection?.address),
        body: heard.subarray(0, EVIDENCE_BYTES).toString(),
        ...(certificate && { certificates: summarize(certificate) }),
      }),
    };
  }

  #fault(error: unknown): Fault {
    const { host, port } = this.#check.spec;
    const where = `${host}:${port}`;
    if (this.#awaited && isUnanswered(error)) return this.#unanswered(this.#awaited, error, where);
    if (error instanceof ConversationTooLong)
      return { reason: 'body_too_large', message: `${error.message} (${where})` };
    const closed = error instanceof ConversationEnded ? { code: 'ECONNRESET' } : error;
    return faultOf(closed, this.#stopwatch.stage, where);
  }

  /** What was waited for did not come; something else may have. */
  #unanswered({ shown }: Awaited, error: Error, where: string): Fault {
    const heard = this.#talk?.heard.toString() ?? '';
    const end = error instanceof Deadline ? `within ${error.message}` : 'before the connection was closed';
    if (heard === '') {
      const reason = error instanceof Deadline ? 'response_timeout' : 'connection_reset';
      return { reason, message: `expected ${shown}, got nothing ${end} (${where})` };
    }
    return {
      reason: 'unexpected_response',
      message: `expected ${shown}, got ${quote(heard)} ${end} (${where})`,
    };
  }
}

const EVIDENCE_BYTES = 1_024;

const address = (text: string | undefined) => (text ? { address: text } : {});

const isUnanswered = (error: unknown): error is Error =>
  error instanceof Deadline || error instanceof ConversationEnded;

function matcherOf(awaited: Awaited): Matcher {
  if ('bytes' in awaited) return untilBytes(awaited.bytes);
  const pattern = patternOf(awaited.pattern);
  return (bytes) => (pattern.matcher(bytes.toString()).find() ? bytes.length : undefined);
}

interface Seen {
  readonly heard: Buffer;
  readonly phases: Phases;
  readonly certificate: X509Certificate | undefined;
  readonly now: number;
}

function read({ source, of = '' }: Assertion, { heard, phases, certificate, now }: Seen): Reading {
  switch (source) {
    case 'text':
      return { value: heard.toString() };
    case 'phase':
      return { value: durationOf(phases, of as Phase), reason: 'too_slow' };
    case 'certificate':
      return certificateReading(certificate, now);
    default:
      return { problem: `tcp has no ${source}` };
  }
}
