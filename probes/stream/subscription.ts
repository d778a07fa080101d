import { quote } from '../../model/assertion/operators.ts';
import type { Network } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import type { Fault } from '../../model/reason.ts';
import { type Request, requestOf } from '../http/request.ts';
import { dialOf } from '../http/visit.ts';
import type { Connection } from '../net/dial.ts';
import type { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import type { StreamSpec } from './check.ts';
import { type ClockOffset, clockOffset } from './clocks.ts';
import { Listener, type Takes } from './listener.ts';
import { fitting, MessageReader, phraseOf } from './messages.ts';
import { type ReadyTurn, readyTurns } from './opening.ts';
import type { Opener, Wire } from './wire.ts';

export interface SubscriptionOptions {
  readonly spec: StreamSpec;
  readonly network: Network;
  readonly context: Pick<ProbeContext, 'dial' | 'signal' | 'now' | 'monotonic'>;
  readonly stopwatch: Stopwatch;
}

/** All that takes time of our own: loaded and read before the target's time runs. */
export interface Ready {
  readonly open: Opener;
  readonly request: Request;
  readonly turns: readonly ReadyTurn[];
}

const OPENERS: Record<StreamSpec['transport'], () => Promise<Opener>> = {
  websocket: async () => (await import('./websocket.ts')).openWebSocket,
  events: async () => (await import('./events.ts')).openEvents,
};

/** Throws `SecretMissing`. */
export async function ready(
  spec: StreamSpec,
  context: Pick<ProbeContext, 'secrets' | 'conceal'>,
): Promise<Ready> {
  const request = await requestOf(spec.request, context);
  const turns = await readyTurns(spec, context.secrets);
  return { open: await OPENERS[spec.transport](), request, turns };
}

/** A connection to a stream, from the look-up to its end. Says at any time how far it came. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly listener: Listener;
  connection: Connection | undefined;
  /** What is known of the target's clock. */
  clock: ClockOffset | undefined;
  #wire: Wire | undefined;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.listener = new Listener(new MessageReader(options.spec), options.context.monotonic);
  }

  /** Connects, says what is to be said, and waits for each answer. Throws what `dial` throws and the signal's reason. */
  async open({ open, request, turns }: Ready): Promise<Fault | undefined> {
    const { stopwatch } = this.#options;
    const refused = (await this.#connect(open, request)) ?? (await this.#subscribe(turns, request.url.host));
    stopwatch.end();
    return refused;
  }

  /** Hands over the ticks that come in so many milliseconds, or until the connection ends. Throws the signal's reason. */
  async watch(ticks: Takes, forMs: number, signal: AbortSignal): Promise<void> {
    this.listener.count(ticks);
    await this.listener.listen(forMs, signal);
  }

  /** Does not keep the process alive any longer. */
  unref(): void {
    this.connection?.socket.unref();
  }

  async close(): Promise<void> {
    await this.#wire?.letGo();
    this.connection?.socket.destroy();
  }

  async #connect(open: Opener, request: Request): Promise<Fault | undefined> {
    const { spec, network, stopwatch, context } = this.#options;
    const { dial, signal, now, monotonic } = context;
    const connection = await dial({ ...dialOf(request, spec.request), network, stopwatch, signal });
    this.connection = connection;
    stopwatch.enter('ttfb');
    const askedAt = now();
    const { protocols, maxMessageBytes } = spec;
    const ear = this.listener;
    const wire = await open({ connection, request, ear, signal, maxMessageBytes, protocols, monotonic });
    if ('fault' in wire) return wire.fault;
    stopwatch.leave();
    this.#wire = wire;
    this.clock = clockOffset(wire.headers.date, { askedAt, answeredAt: now() });
    return undefined;
  }

  async #subscribe(turns: readonly ReadyTurn[], where: string): Promise<Fault | undefined> {
    const { spec, stopwatch, context } = this.#options;
    stopwatch.enter('transfer');
    for (const { texts, expect } of turns) {
      if (texts.length > 0) this.listener.forget();
      for (const text of texts) this.#wire?.say(text);
      if (!expect) continue;
      const came = await this.listener.waitFor(fitting(expect), spec.ackMs, context.signal);
      if (!came) return this.#unanswered(`a message with ${phraseOf(expect)}`, where);
    }
    stopwatch.leave();
    return undefined;
  }

  #unanswered(expected: string, where: string): Fault {
    const { lastWords, ended } = this.listener;
    const end = ended ? `and ${ended.message}` : `within ${formatMs(this.#options.spec.ackMs)} (${where})`;
    if (lastWords !== '')
      return { reason: 'unexpected_ack', message: `expected ${expected}, got ${quote(lastWords)} ${end}` };
    const reason = ended?.reason ?? 'ack_timeout';
    return { reason, message: `expected ${expected}, got nothing ${end}` };
  }
}
