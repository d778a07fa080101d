import { createParser } from 'eventsource-parser';
import { quote } from '../../model/assertion/operators.ts';
import type { Fault } from '../../model/reason.ts';
import { exchange, type Head } from '../http/exchange.ts';
import { httpFaultOf } from '../http/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import { noStream, type Opener, type OpeningOptions } from './wire.ts';

/** We want to hear no more of it. */
class Enough extends Error {
  override readonly name = 'Enough';

  /** `fault` is what is wrong with it; absent when we let go. */
  constructor(readonly fault?: Fault) {
    super('enough was heard');
  }
}

/** Server-sent events. */
export const openEvents: Opener = async (options) => {
  const { ear, signal } = options;
  const over = new AbortController();
  const abort = () => over.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const { begun, ended } = ask(options, over);
  const first = await Promise.race([begun, ended]);
  if (signal.aborted) throw signal.reason;
  if (!first || 'reason' in first) return { fault: first ?? closed(options.request.url.host) };
  void ended.then((fault) => {
    signal.removeEventListener('abort', abort);
    if (fault && !signal.aborted) ear.onEnd(fault);
  });
  const letGo = async () => {
    over.abort(new Enough());
    await ended;
  };
  return { headers: first.headers, say: () => {}, letGo };
};

interface Asked {
  /** Settles when a stream begins, and never when none does. */
  readonly begun: Promise<Head>;
  /** Why it is over; `undefined` when we let go. */
  readonly ended: Promise<Fault | undefined>;
}

function ask(options: OpeningOptions, over: AbortController): Asked {
  const { connection, request, maxMessageBytes, monotonic } = options;
  const { host } = request.url;
  // Its own: what it takes until the end is the time that is watched, and no phase of the target.
  const stopwatch = new Stopwatch(monotonic);
  let begin: (head: Head) => void = () => {};
  const begun = new Promise<Head>((resolve) => {
    begin = resolve;
  });
  const takerOf = (head: Head) => {
    if (!isStream(head)) return undefined;
    begin(head);
    return feeding(options, (fault) => over.abort(new Enough(fault)));
  };
  const whole = exchange({
    connection,
    request,
    bodyCap: maxMessageBytes,
    stopwatch,
    signal: over.signal,
    onHead: () => {},
    takerOf,
  });
  const ended = whole.then(
    (head) => (isStream(head) ? closed(host) : refusalOf(head, host)),
    (error) => (error instanceof Enough ? error.fault : brokenOff(error, stopwatch, host)),
  );
  return { begun, ended };
}

const OK = 200;

/** WHATWG HTML, 9.2.3: anything else ends an event source. */
const isStream = ({ status, headers }: Head): boolean =>
  status === OK && /^text\/event-stream\b/i.test(headers['content-type'] ?? '');

/** Parses what comes. `refuse` is told when an event is too large. */
function feeding({ ear, request, maxMessageBytes }: OpeningOptions, refuse: (fault: Fault) => void) {
  const parser = createParser({
    onEvent: ({ data, event }) => ear.onMessage({ data, event }),
    onComment: ear.onSign,
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') refuse(tooLarge(request.url.host));
    },
    maxBufferSize: maxMessageBytes,
  });
  const text = new TextDecoder();
  return (chunk: Buffer) => parser.feed(text.decode(chunk, { stream: true }));
}

const tooLarge = (where: string): Fault => ({
  reason: 'body_too_large',
  message: `a message is larger than the cap (${where})`,
});

const closed = (where: string): Fault => ({
  reason: 'stream_closed',
  message: `the target ended the stream (${where})`,
});

function refusalOf({ status, headers }: Head, where: string): Fault {
  if (status !== OK) return noStream(status, where).fault;
  const type = quote(headers['content-type']);
  return { reason: 'unexpected_header', message: `expected text/event-stream, got ${type} (${where})` };
}

function brokenOff(error: unknown, { stage }: Stopwatch, where: string): Fault {
  const fault = httpFaultOf(error, stage, where);
  if (stage !== 'transfer' || fault.reason !== 'body_truncated') return fault;
  return {
    reason: 'connection_reset',
    message: `the connection was cut in the middle of the stream (${where})`,
  };
}
